import type { AnswerError, ErrorCode } from '../../protocol/errors.ts';
import { ourFailure } from './failure.ts';

const codes: Partial<Record<string, ErrorCode>> = {
  ERR_STREAM_PREMATURE_CLOSE: 'upstream_cut',
  ECONNRESET: 'upstream_cut',
  EPIPE: 'upstream_cut',
  ERR_HTTP_UPGRADE: 'upstream_unreadable',
  Z_DATA_ERROR: 'upstream_unreadable',
  Z_BUF_ERROR: 'upstream_cut',
};

/** What a failed connection means. Whatever happens before a connection stands (name, refusal, certificate) is `upstream_unreachable`. */
export function failureOfNetwork(cause: unknown): AnswerError {
  const root = rootOf(cause);
  const name = codeOf(root);
  const parse = name.startsWith('HPE_');
  const code = parse ? 'upstream_unreadable' : (codes[name] ?? 'upstream_unreachable');
  return ourFailure(code, {
    detail: root instanceof Error ? root.message : String(root),
    providerCode: name,
  });
}

/** Several addresses of a host are tried at once: their failures come as one, and the first says enough. */
function rootOf(cause: unknown): unknown {
  return cause instanceof AggregateError && cause.errors.length > 0 ? cause.errors[0] : cause;
}

function codeOf(error: unknown): string {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === 'string' ? code : '';
}

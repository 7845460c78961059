import type { AnswerError, ErrorCode } from '../../protocol/errors.ts';
import { ourFailure } from './failure.ts';
import { UndiciError } from './undici.ts';

const codes: Partial<Record<string, ErrorCode>> = {
  UND_ERR_HEADERS_TIMEOUT: 'upstream_timeout',
  UND_ERR_BODY_TIMEOUT: 'upstream_stalled',
  UND_ERR_SOCKET: 'upstream_cut',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'upstream_cut',
  UND_ERR_ABORTED: 'upstream_cut',
  UND_ERR_HEADERS_OVERFLOW: 'upstream_unreadable',
  UND_ERR_INVALID_ARG: 'upstream_unreachable',
  ERR_STREAM_PREMATURE_CLOSE: 'upstream_cut',
  ECONNRESET: 'upstream_cut',
  EPIPE: 'upstream_cut',
  Z_DATA_ERROR: 'upstream_unreadable',
  Z_BUF_ERROR: 'upstream_cut',
};

/** What a failed connection means. Whatever happens before a connection stands (name, refusal, certificate) is `upstream_unreachable`. */
export function failureOfNetwork(cause: unknown): AnswerError {
  const root = rootOf(cause);
  const name = codeOf(root) ?? '';
  const parse = name.startsWith('HPE_');
  const code = parse ? 'upstream_unreadable' : (codes[name] ?? 'upstream_unreachable');
  return ourFailure(code, {
    detail: root instanceof Error ? root.message : String(root),
    providerCode: name,
  });
}

/** Several addresses of a host are tried at once: their failures come as one, and the first says enough. */
function rootOf(cause: unknown): unknown {
  if (cause instanceof AggregateError && cause.errors.length > 0) return cause.errors[0];
  const isWrapped = cause instanceof UndiciError || codeOf(cause) !== null;
  return !isWrapped && cause instanceof Error && cause.cause ? cause.cause : cause;
}

function codeOf(error: unknown): string | null {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === 'string' ? code : null;
}

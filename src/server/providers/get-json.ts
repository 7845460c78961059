import type { AnswerError } from '../../protocol/errors.ts';
import type { Clock } from './clock.ts';
import { plainMessage } from './error-body.ts';
import { failureOfReply, ourFailure, type Origin } from './failure.ts';
import { failureOfNetwork } from './network-failure.ts';
import { openReply } from './open-reply.ts';
import type { ReplyHead } from './reply-head.ts';
import { presentable } from './redact.ts';
import { Watchdog } from './watchdog.ts';
import { parseJson } from './wire.ts';

/** A list of every model there is takes about a megabyte. */
const mostBytes = 8 * 1024 * 1024;

export interface GetOptions {
  headers: Record<string, string>;
  origin: Origin;
  timeoutMs: number;
  clock: Clock;
  signal?: AbortSignal | undefined;
}

export type Got = { ok: true; head: ReplyHead; json: unknown } | { ok: false; error: AnswerError };

/** A small question with a small answer: one limit for all of it, and no failure that throws. */
export async function getJson(url: string, options: GetOptions): Promise<Got> {
  const cut = new AbortController();
  const stop = (): void => cut.abort();
  let late: AnswerError | null = null;
  using watchdog = new Watchdog<AnswerError>(options.clock, (error) => {
    late = error;
    cut.abort();
  });
  options.signal?.addEventListener('abort', stop);
  try {
    if (options.signal?.aborted) cut.abort();
    watchdog.expect(options.timeoutMs, ourFailure('upstream_timeout'));
    return await get(url, options, cut.signal);
  } catch (cause) {
    return { ok: false, error: late ?? failureOfNetwork(cause) };
  } finally {
    options.signal?.removeEventListener('abort', stop);
  }
}

async function get(
  url: string,
  { headers, timeoutMs, origin }: GetOptions,
  signal: AbortSignal,
): Promise<Got> {
  const reply = await openReply(url, { headers, connectMs: timeoutMs, signal });
  const { statusCode: status = 0 } = reply;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of reply as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > mostBytes)
      return { ok: false, error: ourFailure('upstream_unreadable', { detail: 'too long' }) };
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks).toString();
  if (status !== 200) return { ok: false, error: failureOfReply(origin, status, body) };
  const json = parseJson(body);
  if (json === undefined) return { ok: false, error: notJson(body, origin) };
  return { ok: true, head: { status, headers: reply.headers }, json };
}

function notJson(body: string, { apiKey }: Pick<Origin, 'apiKey'>): AnswerError {
  const detail = presentable(plainMessage(body) ?? '', apiKey);
  return ourFailure('upstream_unreadable', { detail, retryable: false });
}

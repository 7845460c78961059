import type { ServerResponse } from 'node:http';
import type { AnswerError } from '../../../protocol/errors.ts';
import type { Usage } from '../../../protocol/messages.ts';
import { systemClock } from '../../providers/clock.ts';
import { failureOfReply, ourFailure, type Origin } from '../../providers/failure.ts';
import { Line } from '../../providers/line.ts';
import { endpointOf, headersOf, type Provider } from '../../providers/provider.ts';
import { headerOf, type ReplyHead, requestIdOf } from '../../providers/reply-head.ts';
import type { Timeouts } from '../../providers/timeouts.ts';
import { drained } from '../drained.ts';
import type { Refusal } from './failure.ts';
import { ReplyTail } from './reply-tail.ts';

export interface Forwarding {
  provider: Provider;
  /** What is asked at the provider, as `chat/completions`. */
  path: string;
  body: Record<string, unknown> & { model: string };
  timeouts: Timeouts;
  signal: AbortSignal;
}

/** What of a reply tells what it costs. */
interface Used {
  /** As far as the provider told it. */
  usage: Usage | null;
  /** How many tokens came, by what of the reply was read last. */
  guessedOutput: number;
}

/** How it ended: all of the reply went out, the caller is gone, or nothing has gone out and this is why. */
export type Forwarded = ({ outcome: 'sent' | 'gone' } & Used) | { outcome: 'refused'; refusal: Refusal };

const longestRefusal = 64 * 1024;

/**
 * Asks a provider and hands its reply on byte for byte, as it comes. What the caller hangs up on is hung up on there. A
 * reply that breaks off ends as broken for the caller, too: a stream with an error, anything else with its connection.
 */
export async function forward(
  { provider, path, body, timeouts, signal }: Forwarding,
  outgoing: ServerResponse,
  brokenEvent: (error: AnswerError) => string,
): Promise<Forwarded> {
  using line = new Line({ signal, timeouts, clock: systemClock });
  const head = await line.ask({
    url: endpointOf(provider, path),
    headers: { ...headersOf(provider), 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (signal.aborted) return { outcome: 'gone', usage: null, guessedOutput: 0 };
  if (!head) return { outcome: 'refused', refusal: line.broken! };
  if (head.status < 200 || head.status > 299) {
    const origin: Origin = { kind: provider.kind, apiKey: provider.apiKey, model: body.model };
    return { outcome: 'refused', refusal: await refusalIn(line, head, origin) };
  }
  const used = await handOn(line, head, outgoing, brokenEvent);
  return { outcome: signal.aborted ? 'gone' : 'sent', ...used };
}

async function handOn(
  line: Line,
  head: ReplyHead,
  outgoing: ServerResponse,
  brokenEvent: (error: AnswerError) => string,
): Promise<Used> {
  const contentType = headerOf(head, 'content-type') ?? 'application/json';
  const isStream = contentType.startsWith('text/event-stream');
  outgoing.writeHead(200, { ...headersOfReply(contentType, isStream), ...requestId(head) });
  outgoing.flushHeaders();
  const tail = new ReplyTail();
  const goOn = (): boolean => {
    line.expectMore(tail.endsWithMark);
    return !tail.endsWithMark;
  };
  await line.listen((bytes) => {
    tail.push(bytes);
    if (outgoing.write(bytes)) return goOn();
    line.rest();
    return drained(outgoing).then(goOn);
  });
  if (tail.endsWithMark) line.leave();
  if (isStream) outgoing.end(endOfStream(line.broken, tail, brokenEvent));
  else if (line.broken) outgoing.destroy();
  else outgoing.end();
  return { usage: tail.usage, guessedOutput: tail.guessedOutput };
}

/** What a stream still needs so that the caller knows how it ended. */
function endOfStream(
  broken: AnswerError | null,
  tail: ReplyTail,
  brokenEvent: (error: AnswerError) => string,
): string | undefined {
  const failure = broken ?? (tail.isWhole ? null : ourFailure('upstream_cut'));
  if (failure) return brokenEvent(failure);
  return tail.endsWithMark ? undefined : 'data: [DONE]\n\n';
}

const headersOfReply = (contentType: string, isStream: boolean): Record<string, string> => ({
  'content-type': contentType,
  ...(isStream ? { 'cache-control': 'no-cache, no-store, no-transform', 'x-accel-buffering': 'no' } : {}),
});

/** Under a name of its own: `x-request-id` is the name of this request here. */
function requestId(head: ReplyHead): Record<string, string> {
  const id = requestIdOf(head);
  return id !== null && /^[\x21-\x7e]{1,200}$/.test(id) ? { 'x-provider-request-id': id } : {};
}

async function refusalIn(line: Line, head: ReplyHead, origin: Origin): Promise<Refusal> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  await line.listen((bytes) => {
    chunks.push(bytes);
    size += bytes.length;
    return size < longestRefusal;
  });
  const failure = failureOfReply(origin, head.status, Buffer.concat(chunks).toString());
  const retryAfter = headerOf(head, 'retry-after');
  const known = requestIdOf(head);
  return { ...failure, ...(known === null ? {} : { requestId: known }), retryAfter };
}

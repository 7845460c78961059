import { attempt } from './attempt.ts';
import { systemClock, type Clock } from './clock.ts';
import type { ChatEnd, Delta } from './delta.ts';
import { Lanes, type Turn, type Wait } from './lanes.ts';
import type { Provider } from './provider.ts';
import { repairedBody } from './repair.ts';
import { buildBody, type ChatRequest } from './request.ts';
import { retryAfterMs, retryWaitMs } from './retry.ts';
import { defaultTimeouts, type Timeouts } from './timeouts.ts';

export type { ChatEnd, Delta } from './delta.ts';
export type { ChatRequest } from './request.ts';

export interface ChatOptions {
  /** All deltas of one network read at once. While a promise that it returns is pending, the server is not read. */
  onDeltas(deltas: Delta[]): void | Promise<void>;
  /** Told of each wait for another try, or behind others of the same model, and again when its end has changed. */
  onWait?(wait: Wait): void;
  signal: AbortSignal;
  timeouts?: Partial<Timeouts>;
  /** At most; 1 asks once whatever happens. */
  tries?: number;
  /** Those of everybody who shall wait behind each other; without them nobody is waited for. */
  lanes?: Lanes;
  clock?: Clock;
  random?: () => number;
}

/**
 * Streams one answer. Whatever the server does is its end, never a throw; only what `onDeltas` itself throws comes through, with the
 * connection closed. A failure before the first delta is tried again where that may help: nobody has read anything yet.
 */
export async function streamChat(
  provider: Provider,
  request: ChatRequest,
  options: ChatOptions,
): Promise<ChatEnd> {
  const { clock = systemClock, lanes = new Lanes(clock), signal, onWait } = options;
  using turn = lanes.enter(provider, request.model, { onWait, signal });
  if (!(await turn.free())) return aborted;
  return askInTurn(provider, request, { ...options, clock }, turn);
}

const aborted: ChatEnd = { outcome: 'aborted', usage: null };

async function askInTurn(
  provider: Provider,
  request: ChatRequest,
  { clock, signal, random = Math.random, tries = Infinity, ...options }: ChatOptions & { clock: Clock },
  turn: Turn,
): Promise<ChatEnd> {
  const timeouts = { ...defaultTimeouts, ...options.timeouts };
  const onDeltas: ChatOptions['onDeltas'] = (deltas) => {
    turn.passed();
    return options.onDeltas(deltas);
  };
  let body = buildBody(provider, request);
  let repaired = false;
  for (let count = 1; ; count++) {
    const { end, begun, head } = await attempt(provider, body, { onDeltas, signal, timeouts, clock });
    if (end.outcome !== 'failed' || begun || count >= tries) return end;
    const repair = repaired ? null : repairedBody(body, end.error);
    if (repair) {
      body = repair;
      repaired = true;
      continue;
    }
    const after = retryAfterMs(head, clock.now());
    const waitMs = retryWaitMs({ error: end.error, attempt: count, retryAfterMs: after, random: random() });
    if (waitMs === null) return end;
    if (!(await turn.again({ attempt: count, waitMs, error: end.error }))) return aborted;
  }
}

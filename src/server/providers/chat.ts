import { attempt } from './attempt.ts';
import { systemClock, type Clock } from './clock.ts';
import type { ChatEnd, Delta } from './delta.ts';
import { Lanes, type Turn, type Wait } from './lanes.ts';
import type { Provider } from './provider.ts';
import { obeying } from './obey.ts';
import { type Repair, repaired } from './repair.ts';
import { buildBody, type ChatRequest } from './request.ts';
import { retryAfterMs, retryWaitMs } from './retry.ts';
import { defaultTimeouts, type Timeouts } from './timeouts.ts';
import type { Traits } from './traits.ts';

export type { ChatEnd, Delta } from './delta.ts';
export type { ChatRequest } from './request.ts';

export interface ChatOptions {
  /** All deltas of one network read at once. While a promise that it returns is pending, the server is not read. */
  onDeltas(deltas: Delta[]): void | Promise<void>;
  /** Told of each wait for another try, or behind others of the same model, and again when its end has changed. */
  onWait?(wait: Wait): void;
  /** Told of each way in which the model refused to be asked, once it has taken the question otherwise. */
  onRepaired?(repair: Repair): void;
  /** What the model has shown before. */
  traits?: Traits | undefined;
  signal: AbortSignal;
  timeouts?: Partial<Timeouts>;
  /** At most; 1 asks once whatever happens. */
  tries?: number;
  /** Those of everybody who shall wait behind each other; without them nobody is waited for. */
  lanes?: Lanes;
  clock?: Clock;
  random?: () => number;
}

/** A refusal names one setting, and several may be wrong: each is repaired once. */
const mostRepairs = 3;

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
  // Awaited here: the place in the lane is given up when this function returns.
  return await askInTurn(provider, request, { ...options, clock }, turn);
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
  const { traits = {} } = options;
  let body = obeying(buildBody(provider, request, traits), traits);
  let untold: Repair[] = [];
  let repairsLeft = mostRepairs;
  for (let count = 1; ; count++) {
    const { end, begun, head } = await attempt(provider, body, { onDeltas, signal, timeouts, clock });
    // A repair that the model refuses as well was none.
    if (!isRefused(end)) untold = tell(untold, options);
    if (end.outcome !== 'failed' || begun || count >= tries) return end;
    const repair = repairsLeft > 0 ? repaired(body, end.error) : null;
    if (repair) {
      body = repair.body;
      untold.push(repair);
      repairsLeft--;
      continue;
    }
    const after = retryAfterMs(head, clock.now());
    const waitMs = retryWaitMs({ error: end.error, attempt: count, retryAfterMs: after, random: random() });
    if (waitMs === null) return end;
    if (!(await turn.again({ attempt: count, waitMs, error: end.error }))) return aborted;
  }
}

const isRefused = (end: ChatEnd): boolean =>
  end.outcome === 'failed' && end.error.code === 'parameter_refused';

function tell(repairs: readonly Repair[], { onRepaired }: Pick<ChatOptions, 'onRepaired'>): Repair[] {
  for (const repair of repairs) onRepaired?.(repair);
  return [];
}

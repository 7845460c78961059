import type { AnswerError, ErrorCode } from '../../protocol/errors.ts';
import { type Clock, systemClock, waited } from './clock.ts';
import type { Provider } from './provider.ts';

/** An answer waits before its model is asked, or asked again. */
export interface Wait {
  /** Unix time in milliseconds; null while others, that came first, are to be asked for. */
  untilMs: number | null;
  /** How often it was asked for so far. */
  attempt: number;
  error: AnswerError;
  /** Ends the wait now. Does nothing once it is over. */
  askNow(): void;
}

/** A wait before another try. */
export interface Again extends Pick<Wait, 'attempt' | 'error'> {
  waitMs: number;
}

interface TurnOptions {
  onWait: ((wait: Wait) => void) | undefined;
  signal: AbortSignal;
}

/** What is counted for an account and a model together, so that it concerns whoever asks the same model. */
const isShared = ({ code }: AnswerError): boolean => sharedCodes.has(code);

const sharedCodes: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'rate_limited',
  'burst_limited',
  'tokens_limited',
  'overloaded',
]);

/**
 * A lane for each model of a provider. While the model refuses because of a limit, its answers wait in the lane in the order
 * they came, and the first alone asks again: many that retry by themselves would keep the limit reached.
 */
export class Lanes {
  readonly #clock: Clock;
  readonly #lanes = new Map<string, Lane>();
  #count = 0;

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  /** For one answer, from before its first request to its end; to be disposed of there. */
  enter(provider: Pick<Provider, 'id'>, model: string, options: TurnOptions): Turn {
    const name = `${provider.id}/${model}`;
    const lane = this.#lanes.get(name) ?? new Lane(this.#clock);
    this.#lanes.set(name, lane);
    lane.members += 1;
    const leave = (): void => {
      lane.members -= 1;
      if (lane.members === 0) this.#lanes.delete(name);
    };
    return new Turn(lane, { ...options, number: this.#count++, clock: this.#clock, leave });
  }
}

/** Who waits in a lane. */
interface Waiter {
  number: number;
  tell(untilMs: number | null): void;
  come(): void;
}

class Lane {
  readonly #clock: Clock;
  /** In the order in which they entered. */
  readonly #waiters: Waiter[] = [];
  /** The one that tries whether the limit has passed. */
  #trying: number | null = null;
  #untilMs = 0;
  #timer: unknown;
  /** Who was told when its turn is, and what. */
  #told: { waiter: Waiter; untilMs: number } | null = null;
  #error: AnswerError | null = null;
  members = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Why whoever comes has to wait; null: nobody does. */
  get limitedBy(): AnswerError | null {
    return this.#trying !== null || this.#waiters.length > 0 ? this.#error : null;
  }

  add(waiter: Waiter, error: AnswerError, untilMs: number): void {
    this.#error = error;
    this.#untilMs = Math.max(this.#untilMs, untilMs);
    if (this.#trying === waiter.number) this.#trying = null;
    const later = this.#waiters.findIndex(({ number }) => number > waiter.number);
    this.#waiters.splice(later === -1 ? this.#waiters.length : later, 0, waiter);
    if (this.#waiters[0] !== waiter || this.#trying !== null) waiter.tell(null);
    this.#move();
  }

  /** Its turn has come, or a person does not want to wait for it. */
  take(waiter: Waiter): void {
    if (!this.#remove(waiter)) return;
    this.#trying ??= waiter.number;
    waiter.come();
    this.#move();
  }

  leave(waiter: Waiter): void {
    if (this.#remove(waiter)) this.#move();
  }

  /** The model let somebody in that tried, perhaps sooner than was thought: the limit has passed. */
  open(number: number): void {
    if (this.#trying === number) this.#untilMs = 0;
    this.done(number);
  }

  /** Whoever tried is gone: the next one may. */
  done(number: number): void {
    if (this.#trying !== number) return;
    this.#trying = null;
    this.#move();
  }

  #remove(waiter: Waiter): boolean {
    const index = this.#waiters.indexOf(waiter);
    if (index !== -1) this.#waiters.splice(index, 1);
    return index !== -1;
  }

  #move(): void {
    this.#clock.clearTimeout(this.#timer);
    const first = this.#waiters[0];
    if (!first || this.#trying !== null) return;
    this.#tell(first);
    const waitMs = Math.max(this.#untilMs - this.#clock.now(), 0);
    this.#timer = this.#clock.setTimeout(() => this.take(first), waitMs);
  }

  #tell(first: Waiter): void {
    const before = this.#told;
    const untilMs = this.#untilMs;
    if (before?.waiter === first && before.untilMs === untilMs) return;
    this.#told = { waiter: first, untilMs };
    if (before && before.waiter !== first && this.#waiters.includes(before.waiter)) before.waiter.tell(null);
    first.tell(untilMs);
  }
}

/** One answer's way through the lane of its model. */
export class Turn implements Disposable {
  readonly #lane: Lane;
  readonly #options: TurnOptions & { number: number; clock: Clock; leave: () => void };

  constructor(lane: Lane, options: TurnOptions & { number: number; clock: Clock; leave: () => void }) {
    this.#lane = lane;
    this.#options = options;
  }

  /** Before the first request. `false`: the signal was aborted. */
  async free(): Promise<boolean> {
    const error = this.#lane.limitedBy;
    if (error === null) return !this.#options.signal.aborted;
    return this.#inLane({ attempt: 0, error, waitMs: 0 });
  }

  /** Before another one. `false`: the signal was aborted. */
  again(again: Again): Promise<boolean> {
    if (isShared(again.error)) return this.#inLane(again);
    this.#lane.done(this.#options.number);
    return this.#alone(again);
  }

  /** The model has let it in. */
  passed(): void {
    this.#lane.open(this.#options.number);
  }

  [Symbol.dispose](): void {
    this.#lane.done(this.#options.number);
    this.#options.leave();
  }

  async #inLane({ error, attempt, waitMs }: Again): Promise<boolean> {
    const { number, signal, clock } = this.#options;
    if (signal.aborted) return false;
    const over = Promise.withResolvers<void>();
    const askNow = (): void => {
      waiter.tell(clock.now());
      this.#lane.take(waiter);
    };
    const waiter: Waiter = {
      number,
      tell: (untilMs) => this.#options.onWait?.({ untilMs, attempt, error, askNow }),
      come: over.resolve,
    };
    const stop = (): void => {
      this.#lane.leave(waiter);
      over.resolve();
    };
    signal.addEventListener('abort', stop);
    this.#lane.add(waiter, error, clock.now() + waitMs);
    await over.promise;
    signal.removeEventListener('abort', stop);
    return !signal.aborted;
  }

  async #alone({ error, attempt, waitMs }: Again): Promise<boolean> {
    const { clock, signal, onWait } = this.#options;
    const hurry = new AbortController();
    const tell = (untilMs: number): void => onWait?.({ untilMs, attempt, error, askNow });
    const askNow = (): void => {
      if (hurry.signal.aborted) return;
      hurry.abort();
      tell(clock.now());
    };
    const wait = waited(waitMs, clock, AbortSignal.any([signal, hurry.signal]));
    tell(clock.now() + waitMs);
    if (await wait) hurry.abort();
    return !signal.aborted;
  }
}

// Stepped answers: no clock, each token goes when a test asks for it, and the end of the answer takes a step as well.
import type { Gate } from './pace.ts';

export type Stepped = { sent: number; ended: boolean };

const MOST_LANES = 1000;

/** The steps of one key. They may be asked for before the answer is: then they are waiting for it. */
class Lane {
  granted = 0;
  sent = 0;
  ended = false;
  #changed = Promise.withResolvers<void>();

  change(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }

  async until(holds: () => boolean, signal: AbortSignal): Promise<void> {
    while (!holds()) {
      const stopped = Promise.withResolvers<never>();
      const stop = (): void => stopped.reject(signal.reason as Error);
      signal.addEventListener('abort', stop, { once: true });
      signal.throwIfAborted();
      await Promise.race([this.#changed.promise, stopped.promise]).finally(() =>
        signal.removeEventListener('abort', stop),
      );
    }
  }
}

class LaneGate implements Gate {
  #lane: Lane;
  #taken = 0;

  constructor(lane: Lane) {
    this.#lane = lane;
  }

  // That the next one is asked for tells that the last one is on its way.
  next(signal: AbortSignal): Promise<void> {
    this.#report();
    this.#taken += 1;
    return this.#lane.until(() => this.#lane.granted >= this.#taken, signal);
  }

  end(): void {
    this.#report();
    this.#lane.ended = true;
    this.#lane.change();
  }

  #report(): void {
    this.#lane.sent = this.#taken;
    this.#lane.change();
  }
}

export class Steps {
  #lanes = new Map<string, Lane>();

  /** The gate of an answer that starts. A key belongs to one answer at a time. */
  gate(key: string): Gate {
    return new LaneGate(this.#lane(key));
  }

  /** Lets so many more tokens go and returns once they have gone, or the answer has ended. */
  async step(key: string, count: number, signal: AbortSignal): Promise<Stepped> {
    const lane = this.#lane(key);
    lane.granted += count;
    const goal = lane.granted;
    lane.change();
    await lane.until(() => lane.ended || lane.sent >= goal, signal);
    return { sent: lane.sent, ended: lane.ended };
  }

  #lane(key: string): Lane {
    const present = this.#lanes.get(key);
    if (present && !present.ended) return present;
    const lane = new Lane();
    this.#lanes.delete(key);
    this.#lanes.set(key, lane);
    this.#forget();
    return lane;
  }

  #forget(): void {
    const [oldest] = this.#lanes.keys();
    if (this.#lanes.size > MOST_LANES && oldest !== undefined) this.#lanes.delete(oldest);
  }
}

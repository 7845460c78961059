import { call } from '../../protocol/client.ts';
import { type BudgetReply, getBudget } from '../../protocol/usage.ts';
import { untilReached } from '../back-off.ts';
import type { Session } from '../session.svelte.ts';

/** From this share on a person is told how much of a limit is spent. */
export const nearShare = 0.8;

type SpentLimit = BudgetReply['limits'][number];

/** What is spent of each limit of the budget, by now. */
export class BudgetState {
  limits = $state.raw<readonly SpentLimit[]>([]);
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  get near(): SpentLimit[] {
    return this.limits.filter(({ spentMicros, micros }) => spentMicros >= micros * nearShare);
  }

  /** Reads it now, and whenever something has changed it. */
  follow(): () => void {
    void this.#read();
    return this.#session.listen((events) => {
      if (events.some(({ type }) => type === 'answer-end' || type === 'settings-changed')) void this.#read();
    });
  }

  async #read(): Promise<void> {
    const { caller } = this.#session;
    this.limits = (await untilReached(() => call(caller, getBudget, {}, undefined))).limits;
  }
}

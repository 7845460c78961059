import type { BudgetLimit } from '../../protocol/budget.ts';
import type { Currency, Money } from '../../protocol/cost.ts';
import { ApiError } from '../../protocol/errors.ts';
import type { Usage } from '../../protocol/messages.ts';
import { estimateTokens, tokensAroundMessage } from '../../protocol/tokens.ts';
import type { BudgetReply } from '../../protocol/usage.ts';
import { type Priced, withCost } from '../providers/cost.ts';
import type { ChatRequest } from '../providers/request.ts';
import { dayAt, firstOfMonth, startOf } from '../store/calendar.ts';
import { settingsOf } from '../store/settings.ts';
import type { Store } from '../store/store.ts';
import { spentSince } from '../store/usage.ts';

/** What a request may use, before anybody can know: of an answer, what a usual one has. */
export type Expected = Pick<Usage, 'promptTokens' | 'completionTokens' | 'reasoningTokens'>;

export const usualAnswerTokens = 1000;
const usualThinkingTokens = 1000;

/** What a question may use. */
export function expectedOf({ messages, maxTokens, thinking }: ChatRequest): Expected {
  const answer = Math.min(maxTokens ?? usualAnswerTokens, usualAnswerTokens);
  const reasoningTokens = thinking === 'on' ? usualThinkingTokens : 0;
  return {
    promptTokens: messages.reduce(
      (sum, { content }) => sum + estimateTokens(content) + tokensAroundMessage,
      0,
    ),
    completionTokens: answer + reasoningTokens,
    reasoningTokens,
  };
}

interface Reservation {
  user: string;
  money: Money;
}

const nothing: Disposable = { [Symbol.dispose]: () => undefined };

/** Keeps what people spend within what they have allowed: what is under way counts with what it may cost. */
export class Budgets {
  readonly #store: Pick<Store, 'read'>;
  readonly #now: () => number;
  #underWay: readonly Reservation[] = [];

  constructor(store: Pick<Store, 'read'>, now: () => number = Date.now) {
    this.#store = store;
    this.#now = now;
  }

  /**
   * Before a model is asked. What comes back is disposed of once the cost is stored. Throws `budget_reached` where the
   * request would go beyond a limit. A model whose price nobody knows is not held back.
   */
  async reserve(user: string, model: Priced, expected: () => Expected): Promise<Disposable> {
    if (!model.facts.price) return nothing;
    const { budget } = await settingsOf(this.#store.read, user);
    const limits = budget?.limits.filter(({ currency }) => currency === model.facts.price?.currency) ?? [];
    if (!budget || limits.length === 0) return nothing;
    const [money] = withCost(expected(), model, false).cost?.amounts ?? [];
    if (!money || money.micros === 0) return nothing;
    // Those that came before: of two that do not both fit, the first may go.
    const before = this.#reserved(user, money.currency);
    const reservation = { user, money };
    this.#underWay = [...this.#underWay, reservation];
    const release = (): void => {
      this.#underWay = this.#underWay.filter((other) => other !== reservation);
    };
    try {
      for (const limit of limits) {
        const spent = await this.#spent(user, limit, budget.timeZone);
        if (spent + before + money.micros > limit.micros) throw new ApiError('budget_reached');
      }
    } catch (error) {
      release();
      throw error;
    }
    return { [Symbol.dispose]: release };
  }

  /** What was spent of each limit. */
  async state(user: string): Promise<BudgetReply> {
    const { budget } = await settingsOf(this.#store.read, user);
    const limits = (budget?.limits ?? []).map(async (limit) => ({
      ...limit,
      spentMicros: (await this.#spent(user, limit, budget!.timeZone)) + this.#reserved(user, limit.currency),
    }));
    return { limits: await Promise.all(limits) };
  }

  #reserved(user: string, currency: Currency): number {
    const own = this.#underWay.filter((other) => other.user === user && other.money.currency === currency);
    return own.reduce((sum, { money }) => sum + money.micros, 0);
  }

  #spent(user: string, { currency, period }: BudgetLimit, timeZone: string): Promise<number> {
    const today = dayAt(timeZone, this.#now());
    const since = startOf(timeZone, period === 'day' ? today : firstOfMonth(today));
    return spentSince(this.#store.read, user, currency, since);
  }
}

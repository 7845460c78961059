import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GenerationRig } from '../../../test/support/generation-rig.ts';
import type { Budget } from '../../protocol/budget.ts';
import { newId } from '../../protocol/ids.ts';
import { type TokenPrice, unknownFacts } from '../../protocol/model-facts.ts';
import { Budgets } from './budgets.ts';

const user = 'local';
const price: TokenPrice = {
  currency: 'CNY',
  input: 1,
  output: 10,
  asOf: '2026-05-01',
  source: 'https://example.com/prices',
};
const model = {
  provider: { id: 'demo', name: 'Demo', kind: 'demo' as const, baseUrl: '', apiKey: null },
  facts: { ...unknownFacts, price },
};
const thousand = () => ({ promptTokens: 1000, completionTokens: 0 });

let rig: GenerationRig;
beforeEach(async () => {
  rig = await GenerationRig.start();
});
afterEach(() => rig[Symbol.asyncDispose]());

const allow = (limits: Budget['limits'], timeZone = 'UTC') =>
  rig.journal.write(user, 'changeSettings', { budget: { timeZone, limits } });

const perDay = (micros: number): Budget['limits'] => [{ currency: 'CNY', period: 'day', micros }];

const spend = (micros: number, currency: 'CNY' | 'USD' = 'CNY') =>
  rig.journal.write(user, 'recordUsage', {
    ...{ id: newId(), run: 1, conversationId: null, model: 'demo/demo' },
    usage: { promptTokens: 1, completionTokens: 1, cost: { amounts: [{ currency, micros }] } },
  });

const reached = { code: 'budget_reached', status: 402, retryable: false };

describe('a budget', () => {
  it('is off unless somebody sets one', async () => {
    rig.facts = model.facts;
    await spend(1e12);
    const { id } = await rig.ask('demo');
    expect((await rig.ended(id)).status).toBe('complete');
  });

  it('stops an answer before its model is asked, and keeps the question', async () => {
    rig.facts = model.facts;
    await allow(perDay(50_000));
    await spend(50_000);
    const { id, parentId } = await rig.ask('demo');
    expect(await rig.ended(id)).toMatchObject({
      status: 'failed',
      error: { code: 'budget_reached', retryable: false },
    });
    expect(rig.demo.requests()).toEqual([]);
    await allow(perDay(1_000_000));
    const { answer } = await rig.generation.regenerate(user, id, { id: newId() });
    expect(await rig.ended(answer.id)).toMatchObject({ status: 'complete', parentId });
  });

  it('counts what is under way with what it may cost, and no longer than that', async () => {
    const budgets = new Budgets(rig.store);
    await allow(perDay(2500));
    const first = await budgets.reserve(user, model, thousand);
    const [second, third] = await Promise.allSettled([
      budgets.reserve(user, model, thousand),
      budgets.reserve(user, model, thousand),
    ]);
    expect(second.status).toBe('fulfilled');
    expect(third).toMatchObject({ status: 'rejected', reason: reached });
    expect(await budgets.state(user)).toEqual({
      limits: [{ currency: 'CNY', period: 'day', micros: 2500, spentMicros: 2000 }],
    });
    first[Symbol.dispose]();
    await expect(budgets.reserve(user, model, thousand)).resolves.toBeDefined();
  });

  it('has days and months that begin where its person lives', async () => {
    await allow(
      [
        { currency: 'CNY', period: 'day', micros: 3000 },
        { currency: 'CNY', period: 'month', micros: 4000 },
      ],
      'Asia/Shanghai',
    );
    await spend(2500);
    const spentAt = async (at: Date): Promise<number[]> => {
      const { limits } = await new Budgets(rig.store, () => at.getTime()).state(user);
      return limits.map(({ spentMicros }) => spentMicros);
    };
    const now = new Date();
    expect(await spentAt(now)).toEqual([2500, 2500]);
    // When it is tomorrow in Shanghai.
    const shanghaiMs = 8 * 3_600_000;
    const tomorrow = new Date(now.getTime() + shanghaiMs);
    tomorrow.setUTCHours(24, 0, 0, 0);
    const sameMonth = tomorrow.getUTCMonth() === new Date(now.getTime() + shanghaiMs).getUTCMonth();
    const begin = tomorrow.getTime() - shanghaiMs;
    expect(await spentAt(new Date(begin - 1))).toEqual([2500, 2500]);
    expect(await spentAt(new Date(begin))).toEqual([0, sameMonth ? 2500 : 0]);
    const nextMonth = new Date(begin);
    nextMonth.setUTCDate(nextMonth.getUTCDate() + 31);
    expect(await spentAt(nextMonth)).toEqual([0, 0]);
  });

  it('of yuan leaves alone what is paid in dollars, and what costs nothing or nobody knows what', async () => {
    const budgets = new Budgets(rig.store);
    await allow(perDay(0));
    const inDollars = { ...model, facts: { ...unknownFacts, price: { ...price, currency: 'USD' as const } } };
    const free = { ...model, facts: { ...unknownFacts, price: { ...price, input: 0, output: 0 } } };
    for (const open of [inDollars, free, { ...model, facts: unknownFacts }])
      await expect(budgets.reserve(user, open, thousand)).resolves.toBeDefined();
    await expect(budgets.reserve(user, model, thousand)).rejects.toMatchObject(reached);
  });

  it('holds nobody back but its own person', async () => {
    const budgets = new Budgets(rig.store);
    await allow(perDay(0));
    await expect(budgets.reserve('other', model, thousand)).resolves.toBeDefined();
  });
});

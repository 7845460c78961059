import { expect, it } from 'vitest';
import { newId } from '../../protocol/ids.ts';
import type { Usage } from '../../protocol/messages.ts';
import { onEachDatabase, question, user } from '../../../test/support/on-each-database.ts';
import type { TestStore } from '../../../test/support/databases.ts';
import { conversationUsage, readUsage } from './usage.ts';

const dayMs = 86_400_000;
const tokens: Usage = { promptTokens: 100, completionTokens: 10, cachedTokens: 40, reasoningTokens: 4 };
const yuan = (micros: number): Usage => ({
  ...tokens,
  cost: { amounts: [{ currency: 'CNY', micros }], asOf: '2026-05-01' },
});
const dollars = (micros: number): Usage => ({ ...tokens, cost: { amounts: [{ currency: 'USD', micros }] } });
const free: Usage = { ...tokens, cost: { amounts: [] } };

async function use(store: TestStore, usage: Usage, of: { model?: string; who?: string; in?: string } = {}) {
  const { model = 'a/one', who = user, in: conversationId = null } = of;
  await store.write(who, 'recordUsage', { id: newId(), run: 1, conversationId, model, usage });
}

onEachDatabase('what was used', (openStore) => {
  it('is summed up by day and model, yuan apart from dollars', async () => {
    const store = await openStore();
    await use(store, yuan(5));
    await use(store, yuan(7));
    await use(store, dollars(3));
    await use(store, tokens);
    await use(store, free, { model: 'local/two' });
    store.pass(dayMs);
    await use(store, { ...yuan(1), searches: 2 });
    const usage = await readUsage(store.read, user, { days: 7, timeZone: 'UTC' }, store.now());
    expect(usage).toMatchObject({ by: 'day', from: '1969-12-27', to: '1970-01-02' });
    expect(usage.rows).toEqual([
      {
        ...{ period: '1970-01-01', model: 'a/one', requests: 4, unpriced: 1, estimated: 0, searches: 0 },
        ...{ promptTokens: 400, cachedTokens: 160, completionTokens: 40, reasoningTokens: 16 },
        amounts: [
          { currency: 'CNY', micros: 12 },
          { currency: 'USD', micros: 3 },
        ],
      },
      expect.objectContaining({ model: 'local/two', amounts: [], unpriced: 0, requests: 1 }),
      expect.objectContaining({
        period: '1970-01-02',
        amounts: [{ currency: 'CNY', micros: 1 }],
        searches: 2,
      }),
    ]);
  });

  it('counts the days of the time zone that is asked for, also where clocks are changed in it', async () => {
    const store = await openStore();
    // Half an hour before the clocks of Berlin go forward, and half an hour after.
    store.pass(Date.parse('2026-03-29T00:30:00Z') - store.now());
    await use(store, yuan(1));
    store.pass(60 * 60_000);
    await use(store, yuan(2));
    store.pass(Date.parse('2026-03-29T22:30:00Z') - store.now());
    await use(store, yuan(4));
    const { rows } = await readUsage(store.read, user, { timeZone: 'Europe/Berlin' }, store.now());
    expect(rows.map(({ period, amounts }) => [period, amounts[0]!.micros])).toEqual([
      ['2026-03-29', 3],
      ['2026-03-30', 4],
    ]);
  });

  it('is summed up by month where it is of a long time', async () => {
    const store = await openStore();
    await use(store, yuan(1));
    store.pass(10 * dayMs);
    await use(store, yuan(2));
    store.pass(100 * dayMs);
    await use(store, yuan(4));
    const usage = await readUsage(store.read, user, { timeZone: 'UTC' }, store.now());
    expect(usage).toMatchObject({ by: 'month', from: '1970-01', to: '1970-04' });
    expect(usage.rows.map(({ period, amounts }) => [period, amounts[0]!.micros])).toEqual([
      ['1970-01', 3],
      ['1970-04', 4],
    ]);
    const { rows } = await readUsage(store.read, user, { days: 30, timeZone: 'UTC' }, store.now());
    expect(rows.map(({ amounts }) => amounts[0]!.micros)).toEqual([4]);
  });

  it('is nobody’s but the person’s own', async () => {
    const store = await openStore();
    await store.addUser('other');
    const { conversationId } = await store.ask(question());
    await use(store, yuan(1), { in: conversationId });
    const all = { timeZone: 'UTC' };
    expect((await readUsage(store.read, 'other', all, store.now())).rows).toEqual([]);
    expect((await readUsage(store.read, user, all, store.now())).rows).toHaveLength(1);
    await expect(conversationUsage(store.read, 'other', conversationId)).rejects.toMatchObject({
      code: 'conversation_not_found',
    });
  });

  it('by a conversation is the sum of all that was asked in it', async () => {
    const store = await openStore();
    const { conversationId } = await store.ask(question());
    const none = await conversationUsage(store.read, user, conversationId);
    expect(none).toMatchObject({ requests: 0, promptTokens: 0, amounts: [] });
    await use(store, yuan(1), { in: conversationId });
    await use(store, yuan(2), { in: conversationId, model: 'b/two' });
    await use(store, free, { in: conversationId });
    await use(store, yuan(4));
    expect(await conversationUsage(store.read, user, conversationId)).toMatchObject({
      requests: 3,
      promptTokens: 300,
      amounts: [{ currency: 'CNY', micros: 3 }],
      unpriced: 0,
    });
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GenerationRig } from '../../../test/support/generation-rig.ts';
import { newId } from '../../protocol/ids.ts';
import { type TokenPrice, unknownFacts } from '../../protocol/model-facts.ts';
import { conversationUsage } from '../store/usage.ts';

const user = 'local';
const price: TokenPrice = {
  currency: 'CNY',
  input: 2,
  output: 10,
  thinkingOutput: 30,
  asOf: '2026-05-01',
  source: 'https://example.com/prices',
};

let rig: GenerationRig;
beforeEach(async () => {
  rig = await GenerationRig.start();
});
afterEach(() => rig[Symbol.asyncDispose]());

const priced = (currency: TokenPrice['currency']): void => {
  rig.facts = { ...unknownFacts, price: { ...price, currency } };
};

describe('what an answer has cost', () => {
  it('stands at it, by the price that was known when it was asked for', async () => {
    priced('CNY');
    const { id } = await rig.ask('script:{"text":"one two three"}');
    const { usage } = await rig.ended(id);
    const micros = usage!.promptTokens * 2 + usage!.completionTokens * 10;
    expect(usage!.cost).toEqual({ amounts: [{ currency: 'CNY', micros }], asOf: '2026-05-01' });
    priced('USD');
    await rig.restart();
    expect((await rig.read(id)).usage).toEqual(usage);
  });

  it('is that of an answer after thinking where it thought', async () => {
    priced('CNY');
    const { id } = await rig.ask('script:{"text":"one two three","thinking":"let me see"}');
    const { usage } = await rig.ended(id);
    const micros = usage!.promptTokens * 2 + usage!.completionTokens * 30;
    expect(usage!.cost!.amounts).toEqual([{ currency: 'CNY', micros }]);
  });

  it('is nothing on a server of one’s own, and not known of another without a price', async () => {
    const { id } = await rig.ask('demo/script:{"text":"one two three"}');
    expect((await rig.ended(id)).usage!.cost).toEqual({ amounts: [] });
    const unknown = await rig.ask('other/script:{"text":"one two three","usage":"always"}');
    expect((await rig.ended(unknown.id)).usage).not.toHaveProperty('cost');
  });

  it('is that of all its runs, each in its own currency', async () => {
    priced('CNY');
    const { id } = await rig.ask('script:{"text":"one two three","finish":"length"}');
    const { usage: first } = await rig.ended(id);
    priced('USD');
    await rig.generation.continue(user, id, { id: newId(), model: 'demo/script:{"text":" four five"}' });
    const { usage: both } = await rig.ended(id, 2);
    const [yuan, dollars] = both!.cost!.amounts;
    expect(yuan).toEqual(first!.cost!.amounts[0]);
    expect(dollars!.currency).toBe('USD');
    expect(dollars!.micros).toBeGreaterThan(0);
  });

  it('of an answer that was stopped is estimated, and counted as such, but not shown as if the provider had told it', async () => {
    priced('CNY');
    const { id, conversationId } = await rig.ask('script:tokens=99&rate=0&stallAfter=40');
    await rig.untilText(id, 't39');
    await rig.generation.stop(user, id);
    const { usage, status } = await rig.read(id);
    expect([status, usage]).toEqual(['stopped', null]);
    const sum = await conversationUsage(rig.store.read, user, conversationId);
    expect(sum).toMatchObject({ requests: 1, estimated: 1 });
    expect(sum.completionTokens).toBeGreaterThan(10);
    expect(sum.amounts[0]!.micros).toBe(sum.promptTokens * 2 + sum.completionTokens * 10);
  });

  it('is counted in its conversation with what its title has cost', async () => {
    priced('CNY');
    const { id, conversationId } = await rig.ask('demo');
    const { usage } = await rig.ended(id);
    const sum = () => conversationUsage(rig.store.read, user, conversationId);
    await expect.poll(async () => (await sum()).requests).toBe(2);
    const { amounts, promptTokens } = await sum();
    expect(promptTokens).toBeGreaterThan(usage!.promptTokens);
    expect(amounts[0]!.micros).toBeGreaterThan(usage!.cost!.amounts[0]!.micros);
  });
});

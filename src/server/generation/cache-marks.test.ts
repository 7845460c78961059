import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GenerationRig } from '../../../test/support/generation-rig.ts';
import { useCatalogueOf } from '../providers/catalogue/catalogue.ts';

const model = 'script:{"text":"Fine.","rate":0}';
const refusing = 'script:{"text":"Fine.","rate":0,"refuse":["text-only"]}';
/** Some 1,300 tokens. */
const long = 'soot and glue make ink '.repeat(260);

describe('the prompt of a long conversation whose model keeps what is marked', () => {
  let rig: GenerationRig;

  beforeEach(async () => {
    rig = await GenerationRig.start();
    useCatalogueOf({ dashscope: [{ match: 'script:*', cacheMarks: true }] });
  });
  afterEach(async () => {
    useCatalogueOf({});
    await rig[Symbol.asyncDispose]();
  });

  const messages = (): { content: unknown }[] =>
    (rig.requests().at(-1)?.body as { messages: { content: unknown }[] }).messages;
  const marked = (text: string): unknown => [{ type: 'text', text, cache_control: { type: 'ephemeral' } }];

  it('is marked at its end from the second question on, and otherwise begins as the one before', async () => {
    const first = await rig.ended((await rig.ask(model, { text: long })).id);
    expect(messages().at(-1)?.content).toBe(long);
    const before = JSON.stringify(messages());
    const second = await rig.ended((await rig.follow(first, model, { text: 'Q2' })).id);
    expect(messages().at(-1)?.content).toEqual(marked('Q2'));
    expect(JSON.stringify(messages()).startsWith(before.slice(0, -1))).toBe(true);
    await rig.ended((await rig.follow(second, model, { text: 'Q3' })).id);
    expect(messages().map(({ content }) => content)).toEqual([long, 'Fine.', 'Q2', 'Fine.', marked('Q3')]);
  });

  it('is sent bare once the model has refused that, in the same turn, and from then on', async () => {
    const first = await rig.ended((await rig.ask(refusing, { text: long })).id);
    const second = await rig.ended((await rig.follow(first, refusing, { text: 'Q2' })).id);
    expect(second).toMatchObject({ status: 'complete', error: null });
    expect(second.adjusted ?? []).toEqual([]);
    expect(messages().at(-1)?.content).toBe('Q2');
    await rig.ended((await rig.follow(second, refusing, { text: 'Q3' })).id);
    expect(rig.requests()).toHaveLength(4);
  });
});

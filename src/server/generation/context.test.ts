import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GenerationRig } from '../../../test/support/generation-rig.ts';
import type { WhenFull } from '../../protocol/answer-options.ts';
import { type Message, textOf } from '../../protocol/messages.ts';

const user = 'local';
const model = 'script:{"text":"Fine.","rate":0,"contextTokens":600}';
const anew = () => ({ id: crypto.randomUUID(), model: `demo/${model}` });
/** Some 100 tokens. */
const long = (name: string): string => `${name}: ${'soot and glue make ink '.repeat(20)}`;

describe('a conversation that is longer than its model can read', () => {
  let rig: GenerationRig;

  beforeEach(async () => {
    rig = await GenerationRig.start();
  });
  afterEach(() => rig[Symbol.asyncDispose]());

  type Asked = { role: string; content: string }[];
  const prompts = (): Asked[] => rig.requests().map(({ body }) => (body as { messages: Asked }).messages);
  const firstWords = (prompt: Asked): string[] =>
    prompt.filter(({ role }) => role === 'user').map(({ content }) => content.slice(0, 2));

  /** Questions one below the other, until one has been refused. */
  async function fill(whenFull: WhenFull): Promise<Message[]> {
    const options = { whenFull };
    const answers = [await rig.ended((await rig.ask(model, { text: long('Q1'), options })).id)];
    for (let count = 2; rig.requests().every(({ state }) => state !== 'refused'); count++) {
      const next = await rig.follow(answers.at(-1)!, model, { text: long(`Q${count}`), options });
      answers.push(await rig.ended(next.id));
    }
    return answers;
  }

  it('is asked again without its oldest part once it was refused, and the answer keeps where it began', async () => {
    const answers = await fill('drop-oldest');
    const last = answers.at(-1)!;
    expect(last).toMatchObject({ status: 'complete', error: null });
    const [refused, shorter] = [prompts().at(-2)!, prompts().at(-1)!];
    expect(refused.slice(-shorter.length)).toEqual(shorter);
    expect(shorter.length).toBeLessThan(refused.length);
    const begin = await rig.read(answers.find(({ parentId }) => parentId === last.contextFrom)?.id ?? '');
    expect(textOf(begin)).toBe('Fine.');
    await rig.restart();
    expect((await rig.read(last.id)).contextFrom).toBe(last.contextFrom);
  });

  it('begins at the same message for the turns after, byte for byte, and is not refused again', async () => {
    const answers = await fill('drop-oldest');
    const before = JSON.stringify(prompts().at(-1));
    const next = await rig.ended((await rig.follow(answers.at(-1)!, model, { text: 'short' })).id);
    expect(JSON.stringify(prompts().at(-1)).startsWith(before.slice(0, -1))).toBe(true);
    expect(next.contextFrom).toBe(answers.at(-1)!.contextFrom);
    expect(rig.requests().filter(({ state }) => state === 'refused')).toHaveLength(1);
  });

  it('is known to be too long before it is sent, once the model has said how much it reads', async () => {
    let above = (await fill('drop-oldest')).at(-1)!;
    for (let count = 0; count < 8; count++)
      above = await rig.ended((await rig.follow(above, model, { text: long(`N${count}`) })).id);
    expect(above.status).toBe('complete');
    expect(rig.requests().filter(({ state }) => state === 'refused')).toHaveLength(1);
    expect(firstWords(prompts().at(-1)!)).not.toContain('Q1');
  });

  it('is not asked where the person wants to stop there', async () => {
    const refused = (await fill('stop')).at(-1)!;
    expect(refused).toMatchObject({ status: 'failed', error: { code: 'context_too_long' } });
    const count = rig.requests().length;
    const again = await rig.generation.regenerate(user, refused.id, anew());
    expect((await rig.ended(again.answer.id)).error?.code).toBe('context_too_long');
    expect(rig.requests()).toHaveLength(count);
    const other = await rig.generation.regenerate(user, refused.id, {
      ...anew(),
      options: { whenFull: 'drop-oldest' },
    });
    expect((await rig.ended(other.answer.id)).status).toBe('complete');
  });

  it('is given in short where that is wished, in the words of the model or of the person', async () => {
    const last = (await fill('summarise')).at(-1)!;
    expect(last.status).toBe('complete');
    const given = prompts().at(-1)!;
    const asked = prompts().filter(([first]) => first!.content.includes('earlier part of a conversation'));
    expect(asked[0]![1]!.content).toContain('User: Q1');
    expect(given[0]).toEqual({ role: 'system', content: expect.stringContaining('Fine.') as unknown });
    const written = { messageId: last.contextFrom!, text: 'They make ink.' };
    await rig.journal.write(user, 'setSummary', written);
    await rig.ended((await rig.follow(last, model, { text: 'short' })).id);
    expect(prompts().at(-1)![0]!.content).toContain('They make ink.');
    expect(prompts().at(-1)![0]!.content).not.toContain('Fine.');
  });

  it('can be stopped while it is being summarised', async () => {
    const stepped = 'script:{"text":"Fine.","stepped":true,"key":"never"}';
    const first = await rig.ask(model, { text: long('Q1'), options: { whenFull: 'summarise' } });
    rig.facts = { ...rig.facts, context: 200 };
    const { id } = await rig.follow(await rig.ended(first.id), stepped, { text: long('Q2') });
    expect(await rig.until(id, ({ summarising }) => summarising === true)).toMatchObject({
      status: 'running',
    });
    await rig.generation.stop(user, id);
    const stopped = await rig.read(id);
    expect(stopped).toMatchObject({ status: 'stopped', error: null, parts: [] });
    expect(stopped.summarising).toBeUndefined();
    await rig.upstreamClosed();
  });

  it('fails as the request for its summary did', async () => {
    const first = await rig.ask(model, { text: long('Q1'), options: { whenFull: 'summarise' } });
    rig.facts = { ...rig.facts, context: 200 };
    const next = await rig.follow(await rig.ended(first.id), 'script:arrearage', { text: long('Q2') });
    expect(await rig.ended(next.id)).toMatchObject({ status: 'failed', error: { code: 'overdue' } });
    expect(rig.requests()).toHaveLength(2);
  });

  it('is whole for another model that reads more', async () => {
    const last = (await fill('drop-oldest')).at(-1)!;
    const roomy = 'script:{"text":"Fine.","rate":0}';
    const next = await rig.ended((await rig.follow(last, roomy, { text: 'short' })).id);
    expect(next.contextFrom).toBeUndefined();
    expect(firstWords(prompts().at(-1)!)[0]).toBe('Q1');
  });

  it('fails as it did where even the question alone is too long', async () => {
    const { id } = await rig.ask(model, { text: long('Q1').repeat(8) });
    expect(await rig.ended(id)).toMatchObject({ status: 'failed', error: { code: 'context_too_long' } });
    expect(rig.requests()).toHaveLength(1);
  });
});

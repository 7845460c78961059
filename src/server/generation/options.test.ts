import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GenerationRig } from '../../../test/support/generation-rig.ts';
import { readConversation } from '../store/conversations.ts';

const user = 'local';
const script = 'script:tokens=1&rate=0';

describe('how an answer is wanted', () => {
  let rig: GenerationRig;

  beforeEach(async () => {
    rig = await GenerationRig.start();
  });
  afterEach(() => rig[Symbol.asyncDispose]());

  const asked = (): unknown => rig.requests().at(-1)?.body;

  it('is kept by the conversation that comes about with the question, and holds for the next', async () => {
    const first = await rig.ask(script, { options: { temperature: 0.2, seed: 7 } });
    expect(first.options).toEqual({ temperature: 0.2, seed: 7 });
    await rig.ended(first.id);
    expect(asked()).toMatchObject({ temperature: 0.2, seed: 7 });
    const next = await rig.follow(first, script);
    expect((await rig.ended(next.id)).options).toEqual({ temperature: 0.2, seed: 7 });
    expect(asked()).toMatchObject({ temperature: 0.2, seed: 7 });
  });

  it('can be said anew with a question, which does not change the conversation', async () => {
    const first = await rig.ask(script, { options: { temperature: 0.2 } });
    await rig.ended(first.id);
    await rig.ended((await rig.follow(first, script, { options: { topP: 0.5 } })).id);
    expect(asked()).toMatchObject({ top_p: 0.5 });
    expect(asked()).not.toHaveProperty('temperature');
    const { options } = await readConversation(rig.store.read, user, first.conversationId);
    expect(options).toEqual({ temperature: 0.2 });
  });

  it('is that of the model where nobody says otherwise, one by one', async () => {
    const modelOptions = { [`demo/${script}`]: { temperature: 1.5, maxTokens: 50 } };
    await rig.journal.write(user, 'changeSettings', { modelOptions });
    const { id } = await rig.ask(script, { options: { temperature: 0.1 } });
    expect((await rig.ended(id)).options).toEqual({ temperature: 0.1, maxTokens: 50 });
    expect(asked()).toMatchObject({ temperature: 0.1, max_tokens: 50 });
  });

  it('is that of new conversations for a first question that says nothing', async () => {
    await rig.journal.write(user, 'changeSettings', { options: { stop: ['END'] } });
    const { id, conversationId } = await rig.ask(script);
    await rig.ended(id);
    expect(asked()).toMatchObject({ stop: ['END'] });
    expect((await readConversation(rig.store.read, user, conversationId)).options).toEqual({ stop: ['END'] });
  });

  it('holds for a second answer to the same question', async () => {
    const { id } = await rig.ask(script, { options: { seed: 3 } });
    await rig.ended(id);
    const { answer } = await rig.generation.regenerate(user, id, { id: crypto.randomUUID() });
    expect((await rig.ended(answer.id)).options).toEqual({ seed: 3 });
    expect(asked()).toMatchObject({ seed: 3 });
  });
});

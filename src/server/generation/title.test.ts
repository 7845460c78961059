import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../protocol/ids.ts';
import { readConversation } from '../store/conversations.ts';
import { GenerationRig } from '../../../test/support/generation-rig.ts';

const user = 'local';
const soon = (): AbortSignal => AbortSignal.timeout(5000);
const asksForTitle = ({ body }: { body?: unknown }): boolean =>
  JSON.stringify(body ?? '').includes('Write a title');

describe('the title of a conversation', () => {
  let rig: GenerationRig;

  beforeEach(async () => {
    rig = await GenerationRig.start({ running: 1, queued: 5 });
  });
  afterEach(() => rig[Symbol.asyncDispose]());

  const titleAsked = () => rig.demo.findRequest(asksForTitle, soon());

  async function titled(conversationId: string): Promise<void> {
    const isTitled = async (): Promise<boolean> =>
      (await readConversation(rig.store.read, user, conversationId)).titleSource === 'model';
    const changed = Promise.withResolvers<void>();
    const unsubscribe = rig.journal.viewers.subscribe({ user, conversationId }, (entries) => {
      if (entries.some(({ event }) => event.type === 'conversation-changed' && event.change.title))
        changed.resolve();
    });
    if (!(await isTitled())) await changed.promise;
    unsubscribe();
    expect(await isTitled()).toBe(true);
  }

  it('is asked for when no answer of the person waits for its turn any more', async () => {
    const answers = [];
    for (const key of ['a', 'b', 'c']) answers.push(await rig.ask(`script:tokens=2&stepped=true&key=${key}`));
    for (const key of ['a', 'b', 'c']) await rig.demo.step(key, Infinity, soon());
    for (const { conversationId } of answers) await titled(conversationId);
    const asked = rig.demo.requests();
    // While the second was written, the third waited.
    const second = asked.findIndex(({ key }) => key === 'b');
    expect(asked.findIndex(asksForTitle)).toBeGreaterThan(second);
    expect(asked.filter(asksForTitle)).toHaveLength(3);
  });

  it('is asked for once, however often the first question is answered', async () => {
    const first = await rig.ask('script:{"text":"one"}');
    await rig.ended(first.id);
    await titled(first.conversationId);
    const { answer } = await rig.generation.regenerate(user, first.id, {
      id: newId(),
      model: 'demo/script:{"text":"two"}',
    });
    await rig.ended(answer.id);
    const next = await rig.follow(answer, 'script:{"text":"three"}');
    await rig.ended(next.id);
    await rig.restart();
    expect(rig.demo.requests().filter(asksForTitle)).toHaveLength(1);
  });

  it.each(['deleted', 'named'] as const)('is given up at once when the conversation is %s', async (what) => {
    const model = 'script:{"text":"one","scriptTitles":true,"stepped":true,"key":"k"}';
    const { id, conversationId } = await rig.ask(model);
    await rig.demo.step('k', Infinity, soon());
    await rig.ended(id);
    await titleAsked();
    if (what === 'deleted') await rig.generation.deleteConversation(user, conversationId);
    else await rig.journal.write(user, 'changeConversation', { id: conversationId, title: 'mine' });
    await rig.upstreamClosed();
  });

  it('is not waited for by the end of the server', async () => {
    const model = 'script:{"text":"one","scriptTitles":true,"stepped":true,"key":"k"}';
    const { id } = await rig.ask(model);
    await rig.demo.step('k', Infinity, soon());
    await rig.ended(id);
    await titleAsked();
    await rig.restart();
    await rig.upstreamClosed();
  });
});

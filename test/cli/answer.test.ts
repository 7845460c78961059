import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { followAnswer, type Watch } from '../../src/cli/answer.ts';
import { call } from '../../src/protocol/client.ts';
import { regenerateAnswer } from '../../src/protocol/answers.ts';
import { newId } from '../../src/protocol/ids.ts';
import { type Message, sendMessage, textOf, withdrawMessage } from '../../src/protocol/messages.ts';
import { formatOffset } from '../../src/protocol/offset.ts';
import { getSettings } from '../../src/protocol/settings.ts';
import { type Inkstone, startInkstone } from '../api/inkstone.ts';

const conversationId = newId();
const soon = (): AbortSignal => AbortSignal.timeout(10_000);
/** A place that no server has given. */
const elsewhere = formatOffset({ epoch: 'elsewhere', seq: 0 });

describe('a command that follows an answer', () => {
  let inkstone: Inkstone;
  beforeEach(async () => {
    inkstone = await startInkstone();
  });
  afterEach(() => inkstone[Symbol.asyncDispose]());

  const caller = () => ({ origin: inkstone.origin, fetch });

  async function ask(fields: object, parentId: string | null = null): Promise<Message> {
    const body = { id: newId(), parentId, text: `/script ${JSON.stringify(fields)}` };
    return (await call(caller(), sendMessage, { conversationId }, body)).answer;
  }

  const follow = (answerId: string, watch: Pick<Watch, 'offset' | 'onChange'>): Promise<Message> =>
    followAnswer(caller(), { conversationId, answerId, signal: new AbortController().signal, ...watch });

  it('is told when it was taken back before its turn came', async () => {
    const { offset } = await call(caller(), getSettings, {}, undefined);
    const above = await ask({ stepped: true, key: 'above', tokens: 1 });
    const { id, parentId } = await ask({ text: 'below' }, above.id);
    const onChange = (): void => void call(caller(), withdrawMessage, { messageId: parentId! }, undefined);
    await expect(follow(id, { offset, onChange })).rejects.toMatchObject({ code: 'answer_not_found' });
  });

  it('has it whole where the place that it knew is gone', async () => {
    const { id } = await ask({ stepped: true, key: 'whole', tokens: 2 });
    const onChange = (): void => void inkstone.demo.step('whole', 3, soon());
    expect(textOf(await follow(id, { offset: elsewhere, onChange })).trim()).toBe('t0 t1');
  });

  it('is told when another branch is shown by then, and waits for nothing that is not told', async () => {
    const { id } = await ask({ text: 'one' });
    await call(caller(), regenerateAnswer, { answerId: id }, { id: newId() });
    const following = follow(id, { offset: elsewhere, onChange: () => undefined });
    await expect(following).rejects.toMatchObject({ code: 'answer_not_found' });
  });
});

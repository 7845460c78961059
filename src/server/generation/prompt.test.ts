import type { KyselyPlugin } from 'kysely';
import { expect, it } from 'vitest';
import { newId } from '../../protocol/ids.ts';
import { databases } from '../../../test/support/databases.ts';
import { promptOf, readMaterial } from './prompt.ts';

const user = 'local';

/** Does something between one reading and the next, as another thread would. */
function afterReading(column: string, act: () => Promise<void>): KyselyPlugin {
  let done = false;
  return {
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => {
      const isIt = result.rows.length > 1 && column in result.rows[0]!;
      if (isIt && !done) {
        done = true;
        await act();
      }
      return result;
    },
  };
}

it('gives the model no word twice of an answer that goes on further up and is stored meanwhile', async () => {
  const store = await databases[0]!.open();
  const conversationId = newId();
  const ask = async (parentId: string | null): Promise<{ questionId: string; answerId: string }> => {
    const of = { conversationId, questionId: newId(), answerId: newId(), parentId };
    const more = {
      model: 'demo/demo',
      options: {},
      conversationOptions: {},
      maxQueued: 10,
      request: 'one',
      title: '',
      keepDraft: false,
    };
    return store.ask({ ...of, ...more, text: 'hello', status: 'running' });
  };
  const { answerId } = await ask(null);
  await store.append(user, { type: 'text-delta', conversationId, answerId, run: 1, text: 'word' });
  const { questionId } = await ask(answerId);
  const parts = [{ type: 'text' as const, text: 'word' }];
  const checkpoint = (): Promise<void> => store.write(user, 'checkpointAnswer', { answerId, run: 1, parts });
  const db = store.read.withPlugin(afterReading('checkpoint_seq', checkpoint));
  const prompt = promptOf(await readMaterial(db, user, { conversationId, messageId: questionId }), 0);
  await store.close();
  expect(prompt.map(({ content }) => content)).toEqual(['hello', 'word', 'hello']);
});

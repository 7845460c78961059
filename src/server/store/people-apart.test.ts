import { expect, it } from 'vitest';
import { newId } from '../../protocol/ids.ts';
import { onEachDatabase, question, user } from '../../../test/support/on-each-database.ts';
import { listConversations } from './conversations.ts';
import { readAnswer, readSnapshot } from './messages.ts';
import { listProviderRows } from './providers.ts';
import { readSettings } from './settings.ts';

onEachDatabase('what is somebody’s in the store', (openStore) => {
  it('shows nobody anything of somebody else', async () => {
    const store = await openStore();
    await store.addUser('other');
    const asked = await store.ask(question());
    await expect(readSnapshot(store.read, 'other', asked.conversationId, {})).rejects.toMatchObject({
      code: 'conversation_not_found',
    });
    await expect(readAnswer(store.read, 'other', asked.answerId)).rejects.toMatchObject({
      code: 'answer_not_found',
    });
    await expect(
      store.write('other', 'deleteConversation', { id: asked.conversationId }),
    ).rejects.toMatchObject({
      code: 'conversation_not_found',
    });
    await expect(
      store.write('other', 'addQuestion', question({ conversationId: asked.conversationId })),
    ).rejects.toMatchObject({
      code: 'conversation_not_found',
    });
    await expect(
      store.write('other', 'createConversation', { id: asked.conversationId }),
    ).rejects.toMatchObject({ code: 'id_reused' });
    expect((await listConversations(store.read, 'other', {})).conversations).toEqual([]);
  });

  it('keeps settings and providers of each person apart', async () => {
    const store = await openStore();
    await store.addUser('other');
    await store.write(user, 'changeSettings', { defaultModel: 'demo/demo' });
    await store.write(user, 'addProvider', {
      id: newId(),
      kind: 'openai',
      name: 'X',
      baseUrl: 'http://x/v1',
      sealedKey: null,
    });
    expect((await readSettings(store.read, user)).settings).toEqual({
      defaultModel: 'demo/demo',
      options: {},
      modelOptions: {},
      favouriteModels: [],
      budget: null,
      draft: '',
    });
    expect((await readSettings(store.read, 'other')).settings).toEqual({
      defaultModel: null,
      options: {},
      modelOptions: {},
      favouriteModels: [],
      budget: null,
      draft: '',
    });
    expect(await listProviderRows(store.read, user)).toHaveLength(1);
    expect(await listProviderRows(store.read, 'other')).toEqual([]);
  });
});

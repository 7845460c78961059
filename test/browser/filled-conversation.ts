import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { newId } from '../../src/protocol/ids.ts';
import { openSqliteFile } from '../../src/server/store/sqlite-file.ts';

const user = 'local';
/** Before everything that the server writes from now on. */
const many = 1_000_000;

export interface FilledConversation {
  readonly conversationId: string;
  readonly ids: readonly string[];
}

/**
 * Writes a conversation of so many messages into the store of a product: asking for each of them would take minutes.
 * `textOf` gives the text of each, questions and answers in turn, `thoughtsOf` what came before it.
 */
export function fillConversation(
  dataDir: string,
  count: number,
  textOf: (index: number) => string,
  thoughtsOf: (index: number) => string = () => '',
): FilledConversation {
  const conversationId = newId();
  const ids = Array.from({ length: count }, () => newId());
  const db = openSqliteFile(join(dataDir, 'inkstone.db'));
  db.exec('begin immediate');
  insertConversation(db, conversationId, ids.at(-1) ?? null);
  const insert = insertMessage(db, conversationId);
  ids.forEach((id, index) =>
    insert(id, index, ids[index - 1] ?? null, [
      ['reasoning', thoughtsOf(index)],
      ['text', textOf(index)],
    ]),
  );
  db.exec('commit');
  db.close();
  return { conversationId, ids };
}

function insertConversation(db: DatabaseSync, id: string, leafId: string | null): void {
  db.prepare(
    `insert into conversation (id, user_id, title, title_source, leaf_id, draft, activity_seq, created_at, updated_at)
     values (?, ?, 'A long one', 'person', ?, '', 0, 0, 0)`,
  ).run(id, user, leafId);
}

function insertMessage(db: DatabaseSync, conversationId: string) {
  const message = db.prepare(
    `insert into message (id, user_id, conversation_id, parent_id, role, model, status, run, seq, checkpoint_seq, created_at)
     values (?, ?, ?, ?, ?, 'demo/demo', 'complete', 1, ?, 0, 0)`,
  );
  const part = db.prepare(
    `insert into part (message_id, position, user_id, type, text) values (?, ?, ?, ?, ?)`,
  );
  return (id: string, index: number, parentId: string | null, parts: readonly [string, string][]): void => {
    message.run(id, user, conversationId, parentId, index % 2 === 0 ? 'user' : 'assistant', index - many);
    const written = parts.filter(([, text]) => text !== '');
    written.forEach(([type, text], position) => part.run(id, position, user, type, text));
  };
}

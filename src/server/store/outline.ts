import { type Kysely, sql } from 'kysely';
import type { ConversationOutline } from '../../protocol/conversations.ts';
import { conversationRow } from './conversations.ts';
import type { Database } from './schema.ts';

/** A bound for one reply. */
const maxMessages = 20_000;
const maxWords = 120;

/** The messages of a conversation, every branch, in the order of their making. Throws `conversation_not_found`. */
export async function readOutline(
  db: Kysely<Database>,
  user: string,
  conversationId: string,
): Promise<ConversationOutline> {
  await conversationRow(db, user, conversationId);
  const rows = await db
    .selectFrom('message')
    .select((expression) => [
      'message.id',
      'message.parent_id as parentId',
      'message.role',
      expression
        .selectFrom('part')
        .select(sql<string>`substr(text, 1, 400)`.as('beginning'))
        .whereRef('part.message_id', '=', 'message.id')
        .where('part.type', '=', 'text')
        .orderBy('part.position')
        .limit(1)
        .as('beginning'),
    ])
    .where('conversation_id', '=', conversationId)
    .orderBy('message.seq', 'desc')
    .limit(maxMessages)
    .execute();
  const messages = rows.map(({ beginning, ...row }) => ({ ...row, words: firstWords(beginning ?? '') }));
  return { messages: messages.reverse() };
}

/** On one line; a pair of surrogates is not cut. */
function firstWords(beginning: string): string {
  const words = beginning.replace(/\s+/g, ' ').trim();
  return words.slice(0, maxWords).replace(/[\ud800-\udbff]$/, '');
}

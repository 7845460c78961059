import { type ExpressionBuilder, type Kysely, sql } from 'kysely';
import type { Database, MessageRow } from './schema.ts';

/** In `meta`. */
export const cutOffKey = 'cut_off_after';

/** In literals, as in the partial index on just these rows. */
const isInterruptedRow = sql<boolean>`message.status = 'interrupted'`;

/**
 * The first runs that the server's going away has cut off since a place in the order of commits, of everybody, the
 * oldest first: with text and nothing else, in conversations that are still there.
 */
export function interruptedSince(db: Kysely<Database>, seq: number): Promise<MessageRow[]> {
  return db
    .selectFrom('message')
    .innerJoin('conversation', 'conversation.id', 'message.conversation_id')
    .selectAll('message')
    .where('message.checkpoint_seq', '>', seq)
    .where(isInterruptedRow)
    .where('message.run', '=', 1)
    .where('conversation.deleted_at', 'is', null)
    .where((expression) => expression.exists(partsOf(expression, '=')))
    .where((expression) => expression.not(expression.exists(partsOf(expression, '!='))))
    .orderBy('message.seq')
    .execute();
}

/** Its text, or what is none: thinking, tool calls and sources, which a model that goes on would begin anew. */
function partsOf(expression: ExpressionBuilder<Database, 'message'>, isText: '=' | '!=') {
  return expression
    .selectFrom('part')
    .select('position')
    .whereRef('part.message_id', '=', 'message.id')
    .where('part.type', isText, 'text');
}

/** After which place ends of the server have cut answers off; null where a start has looked into all of them. */
export async function readCutOff(db: Kysely<Database>): Promise<number | null> {
  const row = await db.selectFrom('meta').select('value').where('key', '=', cutOffKey).executeTakeFirst();
  return row ? Number(row.value) : null;
}

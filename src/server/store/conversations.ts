import type { Kysely } from 'kysely';
import type { Conversation, ConversationPage } from '../../protocol/conversations.ts';
import { ApiError } from '../../protocol/errors.ts';
import { readOffset } from './journal.ts';
import { isLiveRow } from './live.ts';
import { conversationOf } from './rows.ts';
import type { ConversationRow, Database } from './schema.ts';

/** The last used first. Deleted ones are left out. Offset and rows are read in one transaction. */
export async function listConversations(
  db: Kysely<Database>,
  user: string,
  { cursor, limit = 50 }: { cursor?: string | undefined; limit?: number | undefined },
): Promise<ConversationPage> {
  return db.transaction().execute(async (read) => {
    const rows = await pageOf(read, user, cursorSeq(cursor), limit + 1);
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    return {
      conversations: await withRunning(read, shown),
      nextCursor: rows.length > limit && last ? String(last.activity_seq) : null,
      offset: await readOffset(read),
    };
  });
}

function cursorSeq(cursor: string | undefined): number {
  if (cursor === undefined) return Number.MAX_SAFE_INTEGER;
  if (!/^\d{1,15}$/.test(cursor)) throw new ApiError('invalid_request', 'cursor: not one of ours');
  return Number(cursor);
}

function pageOf(
  db: Kysely<Database>,
  user: string,
  beforeSeq: number,
  limit: number,
): Promise<ConversationRow[]> {
  return db
    .selectFrom('conversation')
    .selectAll()
    .where('user_id', '=', user)
    .where('deleted_at', 'is', null)
    .where('activity_seq', '<', beforeSeq)
    .orderBy('activity_seq', 'desc')
    .limit(limit)
    .execute();
}

async function withRunning(db: Kysely<Database>, rows: ConversationRow[]): Promise<Conversation[]> {
  const counts = await countRunning(
    db,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => conversationOf(row, counts.get(row.id) ?? 0));
}

async function countRunning(db: Kysely<Database>, ids: string[]): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('message')
    .select(['conversation_id', (expression) => expression.fn.countAll<number>().as('running')])
    .where(isLiveRow)
    .where('conversation_id', 'in', ids)
    .groupBy('conversation_id')
    .execute();
  return new Map(rows.map((row) => [row.conversation_id, Number(row.running)]));
}

/** Throws `conversation_not_found` for an unknown, a deleted and somebody else's one alike. */
export async function readConversation(
  db: Kysely<Database>,
  user: string,
  id: string,
): Promise<Conversation> {
  return (await withRunning(db, [await conversationRow(db, user, id)]))[0]!;
}

export async function conversationRow(
  db: Kysely<Database>,
  user: string,
  id: string,
): Promise<ConversationRow> {
  const row = await findConversationRow(db, user, id);
  if (!row || row.deleted_at !== null) throw new ApiError('conversation_not_found');
  return row;
}

/** Deleted ones too. */
export function findConversationRow(
  db: Kysely<Database>,
  user: string,
  id: string,
): Promise<ConversationRow | undefined> {
  return db
    .selectFrom('conversation')
    .selectAll()
    .where('user_id', '=', user)
    .where('id', '=', id)
    .executeTakeFirst();
}

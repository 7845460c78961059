import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What was used has a price and a conversation, and can be summed up by time. */
export const cost: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const usage = db.schema.alterTable('usage');
    await usage.addColumn('conversation_id', 'text').execute();
    await usage.addColumn('searches', 'integer', (column) => column.notNull().defaultTo(0)).execute();
    await usage.addColumn('estimated', 'integer', (column) => column.notNull().defaultTo(0)).execute();
    await usage.addColumn('cost_micros', 'bigint').execute();
    await usage.addColumn('currency', 'text').execute();
    await sql`update usage set conversation_id =
      (select message.conversation_id from message where message.id = usage.answer_id)`.execute(db);
    await db.schema.createIndex('usage_by_time').on('usage').columns(['user_id', 'at']).execute();
    await db.schema.createIndex('usage_of_conversation').on('usage').column('conversation_id').execute();
  },
};

import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Answers that go on where they were cut off. */
export const continuation: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('continuation')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('user_id', 'text', (column) => column.notNull().references('user.id').onDelete('cascade'))
      .addColumn('answer_id', 'text', (column) =>
        column.notNull().references('message.id').onDelete('cascade'),
      )
      .addColumn('run', 'integer', (column) => column.notNull())
      .addColumn('seam', 'integer', (column) => column.notNull())
      .addColumn('request', 'text')
      .addUniqueConstraint('continuation_run', ['answer_id', 'run'])
      .execute();
    await db.schema
      .createIndex('message_interrupted')
      .on('message')
      .column('checkpoint_seq')
      .where(sql.ref('status'), '=', sql.lit('interrupted'))
      .execute();
  },
};

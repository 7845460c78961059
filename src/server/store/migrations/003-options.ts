import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** How answers are wanted in a conversation. */
export const options: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .alterTable('conversation')
      .addColumn('options', 'text', (column) => column.notNull().defaultTo('{}'))
      .execute();
  },
};

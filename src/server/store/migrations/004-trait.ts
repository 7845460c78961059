import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What models have shown that they take, and how answers were asked for otherwise than they were wanted. */
export const trait: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('trait')
      .addColumn('user_id', 'text', (column) => column.notNull().references('user.id').onDelete('cascade'))
      .addColumn('provider_id', 'text', (column) => column.notNull())
      .addColumn('model', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('value', 'text', (column) => column.notNull())
      .addColumn('source', 'text', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('trait_of_model', ['user_id', 'provider_id', 'model', 'name'])
      .execute();
    await db.schema.alterTable('message').addColumn('adjusted', 'text').execute();
  },
};

import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What of a conversation the model is given: from where, without what, and with what in place of the rest. */
export const context: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('message').addColumn('context_from', 'text').execute();
    await db.schema.alterTable('message').addColumn('set_aside', 'integer').execute();
    await db.schema.alterTable('message').addColumn('summary', 'text').execute();
  },
};

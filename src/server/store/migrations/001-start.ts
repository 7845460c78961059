import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The first store: conversations as trees of messages, the journal, providers, settings, usage. */
export const start: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await createGround(db);
    await createConversations(db);
    await createMessages(db);
    await createJournal(db);
    await createChoices(db);
  },
};

async function createGround(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('meta')
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('value', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('user')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute();
}

async function createConversations(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('conversation')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('user_id', 'text', (column) => column.notNull().references('user.id').onDelete('cascade'))
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('title_source', 'text', (column) => column.notNull())
    .addColumn('model', 'text')
    .addColumn('system_prompt', 'text')
    .addColumn('leaf_id', 'text')
    .addColumn('draft', 'text', (column) => column.notNull())
    .addColumn('request', 'text')
    .addColumn('activity_seq', 'bigint', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .addColumn('deleted_at', 'bigint')
    .execute();
  await db.schema
    .createIndex('conversation_by_activity')
    .on('conversation')
    .columns(['user_id', 'activity_seq'])
    .where(sql.ref('deleted_at'), 'is', null)
    .execute();
  await db.schema
    .createIndex('conversation_deleted')
    .on('conversation')
    .column('deleted_at')
    .where(sql.ref('deleted_at'), 'is not', null)
    .execute();
}

async function createMessages(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('message')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('conversation_id', 'text', (column) =>
      column.notNull().references('conversation.id').onDelete('cascade'),
    )
    .addColumn('parent_id', 'text')
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('model', 'text')
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('run', 'integer', (column) => column.notNull())
    .addColumn('finish_reason', 'text')
    .addColumn('usage', 'text')
    .addColumn('timings', 'text')
    .addColumn('error', 'text')
    .addColumn('options', 'text')
    .addColumn('request', 'text')
    .addColumn('seq', 'bigint', (column) => column.notNull())
    .addColumn('checkpoint_seq', 'bigint', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addUniqueConstraint('message_in_conversation', ['id', 'conversation_id'])
    // A message can only hang below one of its own conversation.
    .addForeignKeyConstraint(
      'message_parent',
      ['parent_id', 'conversation_id'],
      'message',
      ['id', 'conversation_id'],
      // They go together, with their conversation. A cascade from parent to child would end at a thousand levels.
      (constraint) => constraint.onDelete('no action').deferrable().initiallyDeferred(),
    )
    .execute();
  await db.schema
    .createIndex('message_children')
    .on('message')
    .columns(['conversation_id', 'parent_id', 'seq'])
    .execute();
  await db.schema
    .createIndex('message_live')
    .on('message')
    .column('conversation_id')
    .where(sql.ref('status'), 'in', [sql.lit('queued'), sql.lit('running')])
    .execute();
  await createParts(db);
}

async function createParts(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('part')
    .addColumn('message_id', 'text', (column) =>
      column.notNull().references('message.id').onDelete('cascade'),
    )
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('text', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('part_place', ['message_id', 'position'])
    .execute();
}

async function createJournal(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('journal')
    .addColumn('seq', 'bigint', (column) => column.primaryKey())
    .addColumn('first_seq', 'bigint', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('entries', 'text', (column) => column.notNull())
    .execute();
}

async function createChoices(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('provider')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('user_id', 'text', (column) => column.notNull().references('user.id').onDelete('cascade'))
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('base_url', 'text', (column) => column.notNull())
    .addColumn('sealed_key', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('setting')
    .addColumn('user_id', 'text', (column) => column.notNull().references('user.id').onDelete('cascade'))
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('value', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('setting_of_user', ['user_id', 'key'])
    .execute();
  await db.schema
    .createTable('usage')
    .addColumn('answer_id', 'text', (column) => column.notNull())
    .addColumn('run', 'integer', (column) => column.notNull())
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('prompt_tokens', 'integer', (column) => column.notNull())
    .addColumn('completion_tokens', 'integer', (column) => column.notNull())
    .addColumn('reasoning_tokens', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('cached_tokens', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('usage_of_run', ['answer_id', 'run'])
    .execute();
}

import type { Kysely } from 'kysely';
import type { Settings } from '../../../protocol/settings.ts';
import type { WriteContext } from '../batch.ts';
import type { Database } from '../schema.ts';
import { settingsOf } from '../settings.ts';

export async function changeSettings(
  db: Kysely<Database>,
  user: string,
  change: { [Key in keyof Settings]?: Settings[Key] | undefined },
  context: WriteContext,
): Promise<Settings> {
  const entries = Object.entries(change).filter(([, value]) => value !== undefined);
  for (const [key, value] of entries) {
    const row = { user_id: user, key, value: JSON.stringify(value) };
    await db
      .insertInto('setting')
      .values(row)
      .onConflict((conflict) => conflict.columns(['user_id', 'key']).doUpdateSet({ value: row.value }))
      .execute();
  }
  const settings = await settingsOf(db, user);
  if (entries.length > 0) context.emit({ type: 'settings-changed', settings });
  return settings;
}

/** What was written for a conversation that did not exist yet was sent, and now it does. */
export async function clearDraft(db: Kysely<Database>, user: string, context: WriteContext): Promise<void> {
  const { draft } = await settingsOf(db, user);
  if (draft !== '') await changeSettings(db, user, { draft: '' }, context);
}

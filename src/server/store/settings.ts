import type { Kysely } from 'kysely';
import { type Settings, unchosenSettings } from '../../protocol/settings.ts';
import { readOffset } from './journal.ts';
import type { Database } from './schema.ts';

export async function readSettings(
  db: Kysely<Database>,
  user: string,
): Promise<{ settings: Settings; offset: string }> {
  return db
    .transaction()
    .execute(async (read) => ({ settings: await settingsOf(read, user), offset: await readOffset(read) }));
}

export async function settingsOf(db: Kysely<Database>, user: string): Promise<Settings> {
  const rows = await db.selectFrom('setting').select(['key', 'value']).where('user_id', '=', user).execute();
  const stored = Object.fromEntries(
    rows.map(({ key, value }) => [key, JSON.parse(value) as unknown]),
  ) as Partial<Settings>;
  return { ...unchosenSettings, ...stored };
}

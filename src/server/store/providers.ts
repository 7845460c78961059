import type { Kysely, Selectable } from 'kysely';
import type { Database } from './schema.ts';

export type ProviderRow = Selectable<Database['provider']>;

export function listProviderRows(db: Kysely<Database>, user: string): Promise<ProviderRow[]> {
  return db
    .selectFrom('provider')
    .selectAll()
    .where('user_id', '=', user)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
}

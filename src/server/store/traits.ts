import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

/** Of models, by `provider/model`: each trait by its name. */
export type KnownTraits = ReadonlyMap<string, Record<string, unknown>>;

/** What is known of all models of a person's. */
export async function readTraits(db: Kysely<Database>, user: string): Promise<KnownTraits> {
  const rows = await db
    .selectFrom('trait')
    .select(['provider_id', 'model', 'name', 'value'])
    .where('user_id', '=', user)
    .execute();
  const ofModels = Map.groupBy(rows, ({ provider_id, model }) => `${provider_id}/${model}`);
  return new Map([...ofModels].map(([id, of]) => [id, fromRows(of)]));
}

function fromRows(rows: readonly { name: string; value: string }[]): Record<string, unknown> {
  return Object.fromEntries(rows.map(({ name, value }) => [name, JSON.parse(value) as unknown]));
}

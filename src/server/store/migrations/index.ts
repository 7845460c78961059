import type { Kysely } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { start } from './001-start.ts';
import { continuation } from './002-continuation.ts';
import { options } from './003-options.ts';
import { trait } from './004-trait.ts';
import { cost } from './006-cost.ts';
import { context } from './007-context.ts';

/** Forward only, in the order of their numbers, never edited once released. */
const migrations: Record<string, Migration> = {
  '001-start': start,
  '002-continuation': continuation,
  '003-options': options,
  '004-trait': trait,
  '006-cost': cost,
  '007-context': context,
};

/** In the order in which they run. */
export const migrationNames: readonly string[] = Object.keys(migrations).toSorted();

/** Thrown for a store that a newer Inkstone has written: it is left as it is. */
export class UnknownSchemaError extends Error {
  constructor(options: ErrorOptions) {
    super('the store was written by a newer version of Inkstone', options);
    this.name = 'UnknownSchemaError';
  }
}

/** Brings the store to the present schema, all in one transaction. */
export async function migrate<T>(db: Kysely<T>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } });
  const { error } = await migrator.migrateToLatest();
  if (!error) return;
  if (error instanceof Error && error.message.includes('is missing'))
    throw new UnknownSchemaError({ cause: error });
  throw error;
}

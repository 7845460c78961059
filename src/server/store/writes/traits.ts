import type { Kysely } from 'kysely';
import type { WriteContext } from '../batch.ts';
import type { Database } from '../schema.ts';

export interface Learned {
  providerId: string;
  /** The model's name at its provider. */
  model: string;
  /** Each by its name, as JSON can hold it. What is not named here stays as it was. */
  traits: Record<string, unknown>;
  source: 'probe' | 'reply';
}

/** Keeps what a model has shown: what is newer counts, and a probe begins anew. */
export async function learnTraits(
  db: Kysely<Database>,
  user: string,
  { providerId, model, traits, source }: Learned,
  context: WriteContext,
): Promise<void> {
  if (source === 'probe') await forget(db, user, { providerId, model });
  for (const [name, value] of Object.entries(traits)) {
    const learned = { value: JSON.stringify(value), source, at: context.now };
    await db
      .insertInto('trait')
      .values({ user_id: user, provider_id: providerId, model, name, ...learned })
      .onConflict((conflict) =>
        conflict.columns(['user_id', 'provider_id', 'model', 'name']).doUpdateSet(learned),
      )
      .execute();
  }
  context.emit({ type: 'models-changed' });
}

async function forget(
  db: Kysely<Database>,
  user: string,
  { providerId, model }: Pick<Learned, 'providerId' | 'model'>,
): Promise<void> {
  await db
    .deleteFrom('trait')
    .where('user_id', '=', user)
    .where('provider_id', '=', providerId)
    .where('model', '=', model)
    .execute();
}

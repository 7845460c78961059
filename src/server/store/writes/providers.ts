import type { Kysely } from 'kysely';
import { ApiError } from '../../../protocol/errors.ts';
import type { ProviderKind } from '../../../protocol/models.ts';
import type { WriteContext } from '../batch.ts';
import type { ProviderRow } from '../providers.ts';
import type { Database } from '../schema.ts';

export interface NewProvider {
  id: string;
  kind: ProviderKind;
  name: string;
  baseUrl: string;
  sealedKey: string | null;
}

/** The same id again replaces nothing: it is `id_reused` unless it is the same server. */
export async function addProvider(
  db: Kysely<Database>,
  user: string,
  provider: NewProvider,
  context: WriteContext,
): Promise<void> {
  const known = await db.selectFrom('provider').selectAll().where('id', '=', provider.id).executeTakeFirst();
  if (known && (known.user_id !== user || !isSame(known, provider))) throw new ApiError('id_reused');
  if (known) return replaceProviderKey(db, user, provider, context);
  await db
    .insertInto('provider')
    .values({
      id: provider.id,
      user_id: user,
      kind: provider.kind,
      name: provider.name,
      base_url: provider.baseUrl,
      sealed_key: provider.sealedKey,
      created_at: context.now,
    })
    .execute();
  context.emit({ type: 'models-changed' });
}

function isSame(row: ProviderRow, { kind, name, baseUrl }: NewProvider): boolean {
  return row.kind === kind && row.name === name && row.base_url === baseUrl;
}

export async function replaceProviderKey(
  db: Kysely<Database>,
  user: string,
  { id, sealedKey }: { id: string; sealedKey: string | null },
  context: WriteContext,
): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('provider')
    .set({ sealed_key: sealedKey })
    .where('user_id', '=', user)
    .where('id', '=', id)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw new ApiError('provider_not_found');
  context.emit({ type: 'models-changed' });
}

export async function deleteProvider(
  db: Kysely<Database>,
  user: string,
  { id }: { id: string },
  context: WriteContext,
): Promise<void> {
  const { numDeletedRows } = await db
    .deleteFrom('provider')
    .where('user_id', '=', user)
    .where('id', '=', id)
    .executeTakeFirst();
  if (numDeletedRows === 0n) throw new ApiError('provider_not_found');
  await db.deleteFrom('trait').where('user_id', '=', user).where('provider_id', '=', id).execute();
  context.emit({ type: 'models-changed' });
}

import type { Kysely } from 'kysely';
import type { ResolvedModel } from '../providers/registry.ts';
import { findConversationRow } from '../store/conversations.ts';
import type { Database } from '../store/schema.ts';
import { settingsOf } from '../store/settings.ts';

/** Where models come from, as far as generation needs to know. */
export interface ModelSource {
  /** Throws `no_model`, `provider_not_found`, `key_missing`. `null`: the server's default. */
  resolve(user: string, model: string | null): Promise<ResolvedModel>;
  /** `null` if there is no model at all. */
  defaultModel(user: string): Promise<string | null>;
}

/** Who answers, as `provider/model`: what was asked for, else what the conversation, the person, the server has chosen. */
export async function chooseModel(
  { db, models }: { db: Kysely<Database>; models: ModelSource },
  user: string,
  { conversationId, asked }: { conversationId: string; asked: string | undefined },
): Promise<string | null> {
  if (asked !== undefined) return asked;
  const conversation = await findConversationRow(db, user, conversationId);
  return (
    conversation?.model ?? (await settingsOf(db, user)).defaultModel ?? (await models.defaultModel(user))
  );
}

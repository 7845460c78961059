import type { Kysely } from 'kysely';
import { type AnswerOptions, combinedOptions } from '../../protocol/answer-options.ts';
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

/** What a question says about its answer. */
interface Asked {
  model?: string | undefined;
  options?: AnswerOptions | undefined;
}

/** How an answer is to be written, once everybody who has a say was asked. */
export interface Choice {
  /** As `provider/model`; null if there is no model at all. */
  model: string | null;
  options: AnswerOptions;
  /** What the conversation has of them, or is to have if it comes about now: without those of the model. */
  conversationOptions: AnswerOptions;
}

/** What was asked for counts first, then what the conversation, the person, the server has chosen. */
export async function choose(
  { db, models }: { db: Kysely<Database>; models: ModelSource },
  user: string,
  { conversationId, asked }: { conversationId: string; asked: Asked },
): Promise<Choice> {
  const conversation = await findConversationRow(db, user, conversationId);
  const settings = await settingsOf(db, user);
  const model =
    asked.model ?? conversation?.model ?? settings.defaultModel ?? (await models.defaultModel(user));
  const stored = conversation ? (JSON.parse(conversation.options) as AnswerOptions) : settings.options;
  const conversationOptions = asked.options ?? stored;
  const ofModel = model === null ? undefined : settings.modelOptions[model];
  return { model, options: combinedOptions(ofModel, conversationOptions), conversationOptions };
}

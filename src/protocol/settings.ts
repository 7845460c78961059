import * as z from 'zod/mini';
import { endpoint } from './endpoint.ts';
import { draftText, modelName } from './messages.ts';

/** What a person chose for all their devices. */
export const Settings = z.object({
  /** The model of new conversations as `provider/model`; null: the server's default. */
  defaultModel: z.nullable(modelName),
  /** Unsent text of a conversation that does not exist yet. */
  draft: z.string(),
});
export type Settings = z.infer<typeof Settings>;

const SettingsReply = z.object({ settings: Settings, offset: z.string() });

export const getSettings = endpoint('GET', '/api/settings', {
  summary: 'What the person chose, and the offset at which it is true.',
  reply: SettingsReply,
});

export const changeSettings = endpoint('PATCH', '/api/settings', {
  summary: 'Change some of the settings.',
  body: z.strictObject({ defaultModel: z.optional(z.nullable(modelName)), draft: z.optional(draftText) }),
  reply: z.object({ settings: Settings }),
});

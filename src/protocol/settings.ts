import * as z from 'zod/mini';
import { AnswerOptions } from './answer-options.ts';
import { Budget } from './budget.ts';
import { endpoint } from './endpoint.ts';
import { draftText, modelName } from './messages.ts';

/** More models than anybody has an opinion on. */
const mostModels = 200;

const modelOptions = z
  .record(modelName, AnswerOptions)
  .check(
    z.refine((all) => Object.keys(all).length <= mostModels, `must not be of over ${mostModels} models`),
  );

const favouriteModels = z.array(modelName).check(z.maxLength(mostModels));

/** What a person chose for all their devices. */
export const Settings = z.object({
  /** The model of new conversations as `provider/model`; null: the server's default. */
  defaultModel: z.nullable(modelName),
  /** How answers are wanted in new conversations. */
  options: AnswerOptions,
  /** How answers of a model are wanted where nobody has said otherwise, by `provider/model`. */
  modelOptions,
  /** Models that stand first where one is chosen, as `provider/model`, the latest first. */
  favouriteModels,
  /** What may be spent before no model is asked any more; null: there is no limit. */
  budget: z.nullable(Budget),
  /** Unsent text of a conversation that does not exist yet. */
  draft: z.string(),
});
export type Settings = z.infer<typeof Settings>;

/** Of somebody who has chosen nothing yet. */
export const unchosenSettings: Settings = {
  defaultModel: null,
  options: {},
  modelOptions: {},
  favouriteModels: [],
  budget: null,
  draft: '',
};

const SettingsReply = z.object({ settings: Settings, offset: z.string() });

export const getSettings = endpoint('GET', '/api/settings', {
  summary: 'What the person chose, and the offset at which it is true.',
  reply: SettingsReply,
});

export const changeSettings = endpoint('PATCH', '/api/settings', {
  summary: 'Change some of the settings.',
  body: z.strictObject({
    defaultModel: z.optional(z.nullable(modelName)),
    options: z.optional(AnswerOptions),
    /** All of them, in place of those before. */
    modelOptions: z.optional(modelOptions),
    /** All of them, in place of those before. */
    favouriteModels: z.optional(favouriteModels),
    budget: z.optional(z.nullable(Budget)),
    draft: z.optional(draftText),
  }),
  reply: z.object({ settings: Settings }),
});

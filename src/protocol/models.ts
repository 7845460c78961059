import * as z from 'zod/mini';
import { SearchStrategy, ThinkingDepth } from './answer-options.ts';
import { endpoint } from './endpoint.ts';
import { AnswerError } from './errors.ts';
import { parseBaseUrl } from './base-url.ts';
import { Id } from './ids.ts';
import { ModelFacts } from './model-facts.ts';
import { modelName } from './messages.ts';

export const ProviderKind = z.enum([
  'dashscope',
  'deepseek',
  'moonshot',
  'zhipu',
  'openrouter',
  'openai',
  'ollama',
  'vllm',
  'sglang',
  'llamacpp',
  'lmstudio',
  'demo',
  'compatible',
]);
export type ProviderKind = z.infer<typeof ProviderKind>;

/** Where a provider comes from. Only those of the page can be changed there. */
export const ProviderSource = z.enum(['environment', 'page', 'local', 'demo']);

/** A model server as the page sees it. The key itself never leaves the server. */
export const ProviderInfo = z.object({
  id: z.string(),
  name: z.string(),
  kind: ProviderKind,
  baseUrl: z.string(),
  source: ProviderSource,
  /** `unreadable`: stored, but the secret file it was encrypted with is gone; it must be entered again. */
  key: z.enum(['none', 'set', 'unreadable']),
});
export type ProviderInfo = z.infer<typeof ProviderInfo>;

export const Range = z.object({ min: z.number(), max: z.number() });
export type Range = z.infer<typeof Range>;

/**
 * Whether answers of a model can rest on a search of the web: `sources` says on which pages, `plain` searches and does not say,
 * `unknown`: it may be asked to.
 */
export const SearchAbility = z.enum(['sources', 'plain', 'none', 'unknown']);
export type SearchAbility = z.infer<typeof SearchAbility>;

/** What a model takes of how an answer is wanted (`AnswerOptions`): null, 0, `false` or nothing where it takes none. */
export const ModelTakes = z.object({
  temperature: z.nullable(Range),
  topP: z.nullable(Range),
  /** The longest answer that may be asked for, in tokens; null: not known. */
  maxTokens: z.nullable(z.number()),
  seed: z.boolean(),
  /** How many stop words. */
  stop: z.number(),
  json: z.boolean(),
  depths: z.array(ThinkingDepth),
  search: SearchAbility,
  /** Whether it can be made to search for every question. */
  forcedSearch: z.boolean(),
  searchStrategies: z.array(SearchStrategy),
});
export type ModelTakes = z.infer<typeof ModelTakes>;

/** OpenAI's own, as far as most servers follow it: for a model of which nothing else is known. */
export const plainTakes: ModelTakes = {
  temperature: { min: 0, max: 2 },
  topP: { min: 0, max: 1 },
  maxTokens: null,
  seed: true,
  stop: 4,
  json: true,
  depths: [],
  search: 'none',
  forcedSearch: false,
  searchStrategies: [],
};

export const ModelInfo = z.object({
  /** `provider/model`: what is sent and stored. */
  id: z.string(),
  providerId: z.string(),
  /** The model's name at its provider. */
  name: z.string(),
  /** Whether thinking can be switched: `hybrid` can, `only` always thinks, `none` never does, `unknown`: not known. */
  thinking: z.enum(['hybrid', 'only', 'none', 'unknown']),
  takes: ModelTakes,
  ...ModelFacts.shape,
});
export type ModelInfo = z.infer<typeof ModelInfo>;

/** How long the server waits for a model that is silent, in milliseconds: before its first word, and between two. */
export const Patience = z.object({ firstTokenMs: z.number(), gapMs: z.number() });
export type Patience = z.infer<typeof Patience>;

export const ModelsReply = z.object({
  providers: z.array(ProviderInfo),
  models: z.array(ModelInfo),
  /** What answers where nobody has chosen; null where there is no model at all. */
  defaultModel: z.nullable(z.string()),
  /** Providers whose list could not be had, and why. Their models may still work. */
  problems: z.array(z.object({ providerId: z.string(), error: AnswerError })),
  patience: z.optional(Patience),
});
export type ModelsReply = z.infer<typeof ModelsReply>;

/**
 * The model that is meant by a name, as `provider/model`. The provider may be left out: then the default one's is meant, or
 * else the first that has it. A name that is in no list may exist all the same, so its provider has the last word.
 */
export function chooseModel({ models, providers, defaultModel }: ModelsReply, name: string): string {
  const exact = models.find(({ id }) => id === name);
  if (exact) return exact.id;
  const defaultProvider = providers.find(({ id }) => defaultModel?.startsWith(`${id}/`))?.id;
  const named = models.filter((model) => model.name === name);
  const best = named.find((model) => model.providerId === defaultProvider) ?? named[0];
  if (best) return best.id;
  if (providers.some(({ id }) => name.startsWith(`${id}/`)) || defaultProvider === undefined) return name;
  return `${defaultProvider}/${name}`;
}

export const listModels = endpoint('GET', '/api/models', {
  summary: 'The providers and their models.',
  reply: ModelsReply,
});

/** Not a `GET`: it makes the server call every provider. */
export const refreshModels = endpoint('POST', '/api/models/refresh', {
  summary: 'Ask every provider again for its models, and look again for model servers on this machine.',
  reply: ModelsReply,
});

const baseUrl = z.string().check(
  z.maxLength(2048),
  z.refine(
    (text) => 'url' in parseBaseUrl(text),
    'must be an http(s) address without user, password, "?" or "#", up to its version part',
  ),
);
const apiKey = z.string().check(z.maxLength(4096), z.regex(/^[\x21-\x7e]*$/));

/** The places where a key of Qwen's may belong: see `qwen-places.ts`. */
export const QwenPlaceId = z.enum([
  'beijing',
  'singapore',
  'us',
  'hongkong',
  'coding_china',
  'coding_international',
  'token_china',
  'token_international',
]);
export type QwenPlaceId = z.infer<typeof QwenPlaceId>;

export const addProvider = endpoint('POST', '/api/providers', {
  summary:
    'Add a model server. It is checked with a real call before it is saved; its key is stored encrypted.',
  body: z.strictObject({
    id: Id,
    kind: ProviderKind,
    name: z.string().check(z.minLength(1), z.maxLength(80)),
    /** Left out: found by trying the key at each of the vendor's own addresses. For DashScope alone. */
    baseUrl: z.optional(baseUrl),
    /** Empty for a server that needs none. */
    apiKey,
    /** The model that the check asks; the kind's usual one if it is left out. */
    model: z.optional(modelName),
  }),
  reply: z.object({
    provider: ProviderInfo,
    /** The model that has answered, as `provider/model`. */
    model: z.string(),
    /** Where the key was found to belong. */
    place: z.optional(QwenPlaceId),
  }),
  status: 201,
});

export const replaceKey = endpoint('PUT', '/api/providers/:providerId/key', {
  summary: 'Replace the key of a provider. It is checked with a real call before it is saved.',
  body: z.strictObject({ apiKey, model: z.optional(modelName) }),
  reply: z.object({ provider: ProviderInfo }),
});

export const deleteProvider = endpoint('DELETE', '/api/providers/:providerId', {
  summary: 'Forget a model server and its key.',
});

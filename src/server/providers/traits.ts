import { ThinkingDepth } from '../../protocol/answer-options.ts';
import type { ModelInput } from '../../protocol/model-facts.ts';
import type { ModelInfo, ModelTakes, Range } from '../../protocol/models.ts';
import type { KnownTraits } from '../store/traits.ts';

/** A field that is refused, and one whose value is only taken within bounds. */
type FieldTraits = Partial<Record<`refuses.${string}`, true>> & Partial<Record<`range.${string}`, Range>>;

/**
 * What a model has shown by its own refusals: it counts before any table of ours, since models change faster than those.
 * A limit is known as `range.max_tokens`, whatever its field is called.
 */
export type Traits = FieldTraits & {
  thinking?: 'hybrid' | 'only' | 'none';
  /** The limit of an answer has only the longer name. */
  limitField?: 'max_completion_tokens';
  /** Whether it answers in pieces only. */
  streamOnly?: boolean;
  /** Whether it goes on from the beginning of an answer. */
  prefix?: boolean;
  images?: boolean;
  tools?: boolean;
  /** It searches the web when it is asked to. */
  search?: true;
  /** The longest prompt, in tokens. */
  contextTokens?: number;
  /** JSON is written only where the prompt says the word. */
  jsonWord?: true;
  /** JSON is written only without thinking. */
  jsonStopsThinking?: true;
};

/** Those of one model, by `provider/model`. Our own JSON: written from the same type. */
export const traitsOf = (known: KnownTraits, id: string): Traits => (known.get(id) ?? {}) as Traits;

/** A model as it has shown itself to be. */
export function asLearned(info: ModelInfo, traits: Traits): ModelInfo {
  return {
    ...info,
    context: traits.contextTokens ?? info.context,
    thinking: traits.thinking ?? (traits['refuses.enable_thinking'] ? 'none' : info.thinking),
    inputs: traits.images === undefined ? info.inputs : withImages(info.inputs, traits.images),
    streamOnly: traits.streamOnly ?? info.streamOnly,
    tools: traits.tools ?? info.tools,
    search: traits['refuses.enable_search'] ? false : (traits.search ?? info.search),
    takes: learnedTakes(info.takes, traits),
  };
}

/** The settings that it takes, by what it has shown. */
export function learnedTakes(takes: ModelTakes, traits: Traits): ModelTakes {
  const refuses = (field: string): boolean => traits[`refuses.${field}`] === true;
  const range = (field: string, known: Range | null): Range | null =>
    refuses(field) ? null : (traits[`range.${field}`] ?? known);
  return {
    ...takes,
    temperature: range('temperature', takes.temperature),
    topP: range('top_p', takes.topP),
    maxTokens: traits['range.max_tokens']?.max ?? takes.maxTokens,
    seed: takes.seed && !refuses('seed'),
    stop: refuses('stop') ? 0 : takes.stop,
    search: refuses('enable_search') ? 'none' : takes.search,
    json: takes.json && !refuses('response_format'),
    depths: learnedDepths(takes, traits),
  };
}

function learnedDepths({ depths }: ModelTakes, traits: Traits): ThinkingDepth[] {
  const { thinking, 'range.thinking_budget': budget } = traits;
  if (thinking === 'none' || traits['refuses.thinking_budget'] || traits['refuses.reasoning_effort'])
    return [];
  return budget ? ThinkingDepth.options : depths;
}

function withImages(inputs: ModelInput[] | null, images: boolean): ModelInput[] {
  const others = (inputs ?? ['text']).filter((input) => input !== 'image');
  return images ? [...others, 'image'] : others;
}

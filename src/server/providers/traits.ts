import type { ModelInfo, Range } from '../../protocol/models.ts';
import type { KnownTraits } from '../store/traits.ts';

/** A field that is refused, and one whose value is only taken within bounds. */
type FieldTraits = Partial<Record<`refuses.${string}`, true>> & Partial<Record<`range.${string}`, Range>>;

/**
 * What a model has shown by its own refusals: it counts before any table of ours, since models change faster than those.
 * A limit is known as `range.max_tokens`, whatever its field is called.
 */
export type Traits = FieldTraits & {
  thinking?: 'only' | 'none';
  /** The limit of an answer has only the longer name. */
  limitField?: 'max_completion_tokens';
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
  const { takes } = info;
  const refuses = (field: string): boolean => traits[`refuses.${field}`] === true;
  const range = (field: string, known: Range | null): Range | null =>
    refuses(field) ? null : (traits[`range.${field}`] ?? known);
  return {
    ...info,
    context: traits.contextTokens ?? info.context,
    thinking: traits.thinking ?? (refuses('enable_thinking') ? 'none' : info.thinking),
    takes: {
      ...takes,
      temperature: range('temperature', takes.temperature),
      topP: range('top_p', takes.topP),
      maxTokens: traits['range.max_tokens']?.max ?? takes.maxTokens,
      seed: takes.seed && !refuses('seed'),
      stop: refuses('stop') ? 0 : takes.stop,
      search: refuses('enable_search') ? 'none' : takes.search,
      json: takes.json && !refuses('response_format'),
      depths:
        refuses('thinking_budget') || refuses('reasoning_effort') || traits.thinking === 'none'
          ? []
          : takes.depths,
    },
  };
}

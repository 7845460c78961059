import type { AnswerError } from '../../protocol/errors.ts';
import type { ModelInfo, ModelsReply, ProviderInfo } from '../../protocol/models.ts';
import type { PickerGroup } from '../ui/picker.ts';

/** The words of a list of models, in the language of the page. */
export interface ModelWords {
  problem: (error: AnswerError) => string;
  name: (provider: ProviderInfo) => string;
  demo: string;
  thinking: (thinking: ModelInfo['thinking']) => string | undefined;
  use: (model: string) => string;
}

/** The models under their providers. A provider without a list stands there too, with the reason. */
export function modelGroups({ providers, models, problems }: ModelsReply, words: ModelWords): PickerGroup[] {
  return providers
    .map((provider) => ({
      id: provider.id,
      label: words.name(provider),
      ...noteOf(provider, problems, words),
      items: models
        .filter(({ providerId }) => providerId === provider.id)
        .map((model) => itemOf(model, words)),
    }))
    .filter(({ items, note }) => items.length > 0 || note !== undefined);
}

function noteOf(
  provider: ProviderInfo,
  problems: ModelsReply['problems'],
  words: ModelWords,
): { note?: string } {
  if (provider.kind === 'demo') return { note: words.demo };
  const problem = problems.find(({ providerId }) => providerId === provider.id);
  return problem ? { note: words.problem(problem.error) } : {};
}

function itemOf({ id, name, thinking }: ModelInfo, words: ModelWords): PickerGroup['items'][number] {
  const hint = words.thinking(thinking);
  return hint === undefined ? { id, label: name } : { id, label: name, hint };
}

/** A list may be short, old or missing: any name can be asked for at any provider. */
export function namedModel(
  { providers, models }: ModelsReply,
  typed: string,
  words: ModelWords,
): PickerGroup[] {
  if (typed === '' || /\s/.test(typed) || models.some(({ name }) => name === typed)) return [];
  return providers
    .filter(({ kind }) => kind !== 'demo')
    .map(({ id, name }) => ({
      id: `named-${id}`,
      label: name,
      items: [{ id: `${id}/${typed}`, label: words.use(typed) }],
    }));
}

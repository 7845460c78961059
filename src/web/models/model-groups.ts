import type { AnswerError } from '../../protocol/errors.ts';
import type { ModelInfo, ModelsReply, ProviderInfo } from '../../protocol/models.ts';
import type { PickerGroup, PickerItem } from '../ui/picker.ts';

/** The words of a list of models, in the language of the page. */
export interface ModelWords {
  problem: (error: AnswerError) => string;
  name: (provider: ProviderInfo) => string;
  demo: string;
  /** What a model can do, and what it costs. */
  signs: (model: ModelInfo) => readonly string[];
  use: (model: string) => string;
  favourites: string;
  lastUsed: string;
}

/** What stands before the providers, as `provider/model`; each model stands in the list once. */
export interface FirstModels {
  favourites: readonly string[];
  lastUsed: readonly string[];
}

/** The models under their providers, the favourites and the last used before them. A provider without a list stands there too, with the reason. */
export function modelGroups(
  reply: ModelsReply,
  words: ModelWords,
  { favourites, lastUsed }: FirstModels,
): PickerGroup[] {
  const starred = new Set(favourites);
  const first = new Set([...favourites, ...lastUsed]);
  const item = itemMaker(reply, words, starred);
  return [
    { id: 'favourites', label: words.favourites, items: favourites.flatMap((id) => item.alone(id)) },
    {
      id: 'last-used',
      label: words.lastUsed,
      items: lastUsed.filter((id) => !starred.has(id)).flatMap((id) => item.alone(id)),
    },
    ...reply.providers.map((provider) => ({
      id: `of-${provider.id}`,
      label: words.name(provider),
      ...noteOf(provider, reply.problems, words),
      items: reply.models
        .filter(({ id, providerId }) => providerId === provider.id && !first.has(id))
        .map((model) => item.ofProvider(model)),
    })),
  ].filter(({ items, ...group }) => items.length > 0 || 'note' in group);
}

interface ItemMaker {
  /** Away from its provider, whose name it then bears; nothing where there is no such provider. */
  alone: (id: string) => PickerItem[];
  ofProvider: (model: ModelInfo) => PickerItem;
}

function itemMaker(
  { models, providers }: ModelsReply,
  words: ModelWords,
  starred: ReadonlySet<string>,
): ItemMaker {
  const byId = new Map(models.map((model) => [model.id, model]));
  const itemOf = (id: string, label: string, hints: readonly string[]): PickerItem => ({
    id,
    label,
    ...(hints.length > 0 ? { hint: hints.join(' · ') } : {}),
    ...(starred.has(id) ? { starred: true } : {}),
  });
  return {
    alone: (id) => {
      const provider = providers.find((known) => id.startsWith(`${known.id}/`));
      if (!provider) return [];
      const model = byId.get(id);
      const hints = [words.name(provider), ...(model ? words.signs(model) : [])];
      return [itemOf(id, id.slice(provider.id.length + 1), hints)];
    },
    ofProvider: (model) => itemOf(model.id, model.name, words.signs(model)),
  };
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

const mostLastUsed = 5;

/** The models of the latest conversations, each once; `chosen` is the first of them. */
export function lastUsedModels(
  chosen: string | null,
  conversations: readonly { model: string | null }[],
): string[] {
  const used = [chosen, ...conversations.map(({ model }) => model)].filter((model) => model !== null);
  return [...new Set(used)].slice(0, mostLastUsed);
}

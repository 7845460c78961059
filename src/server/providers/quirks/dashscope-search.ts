import type { SearchStrategy } from '../../../protocol/answer-options.ts';
import type { ModelTakes, SearchAbility } from '../../../protocol/models.ts';
import { modelFacts } from '../catalogue/catalogue.ts';
import { nativeRootOf } from '../native-question.ts';
import type { Search } from './quirks.ts';

/**
 * How models search, by Alibaba's page on web search (help.aliyun.com/zh/model-studio/web-search,
 * docs.qwencloud.com/developer-guides/text-generation/web-search, both of autumn 2026); which do is in the catalogue.
 */
export function searchTaken(
  model: string,
  baseUrl: string,
): Pick<ModelTakes, 'search' | 'forcedSearch' | 'searchStrategies'> {
  const search = abilityOf(model, baseUrl);
  if (search === 'none') return { search, forcedSearch: false, searchStrategies: [] };
  return { search, forcedSearch: isBeijing(baseUrl), searchStrategies: strategiesOf(model, baseUrl) };
}

/** Only there are the simple strategies to be had, and is a search forced; everywhere else the model itself goes searching. */
const isBeijing = (baseUrl: string): boolean =>
  !/intl|-us\.|hongkong|southeast|us-east|eu-|northeast/.test(baseUrl);

const isAgent = (model: string): boolean => /^(qwen3-max|qwen3\.[5-9]-(max|plus|flash)|demo)/.test(model);

function abilityOf(model: string, baseUrl: string): SearchAbility {
  const { search } = modelFacts('dashscope', model, baseUrl);
  const isElsewhere = !isBeijing(baseUrl) && /^(qwen-|qwq)/.test(model);
  if (search === false || isElsewhere) return 'none';
  if (search === null) return 'unknown';
  return nativeRootOf(baseUrl) === null ? 'plain' : 'sources';
}

function strategiesOf(model: string, baseUrl: string): SearchStrategy[] {
  const simple: SearchStrategy[] = isBeijing(baseUrl) ? ['turbo', 'max'] : [];
  if (!isAgent(model)) return simple;
  return [...simple, 'agent', ...(model.includes('2025-09-23') ? [] : (['agent_max'] as const))];
}

/** A model that goes searching by itself is told nothing but that it may. */
export function searchFields({
  model,
  baseUrl,
  thinking,
  forced,
  strategy,
}: Search): Record<string, unknown> {
  const wanted = strategy ?? (isBeijing(baseUrl) ? undefined : 'agent');
  const fitting = wanted === 'agent_max' && readsOnlyThinking(model) && thinking !== 'on' ? 'agent' : wanted;
  const options = {
    ...(forced && !fitting?.startsWith('agent') ? { forced_search: true } : {}),
    ...(fitting === undefined ? {} : { search_strategy: fitting }),
  };
  return { enable_search: true, ...(Object.keys(options).length === 0 ? {} : { search_options: options }) };
}

/** It reads whole pages only while it thinks. */
const readsOnlyThinking = (model: string): boolean => model.startsWith('qwen3-max');

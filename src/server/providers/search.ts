import type { ModelTakes } from '../../protocol/models.ts';
import type { Provider } from './provider.ts';
import { quirksOf } from './quirks/quirks-of.ts';
import type { ChatRequest } from './request.ts';

/** What tells a model to search the web; nothing where it cannot. */
export function searchFields(
  { kind, baseUrl }: Provider,
  { model, thinking, search = 'off', searchStrategy }: ChatRequest,
  takes: ModelTakes,
): Record<string, unknown> {
  if (search === 'off' || takes.search === 'none') return {};
  const strategy = takes.searchStrategies.find((name) => name === searchStrategy);
  const forced = search === 'always' && takes.forcedSearch;
  return quirksOf(kind).search?.({ model, baseUrl, thinking, forced, strategy }) ?? {};
}

import type { Source } from './delta.ts';
import { asArray, asObject, asText, type Wire } from './wire.ts';

/** The pages that a search found: the native protocol's `search_info`, Zhipu's `web_search`, and OpenAI's annotations. */
export function readSources(chunk: Wire, delta: Wire | null): Source[] {
  const output = asObject(chunk.output);
  const searchInfo = asObject(output?.search_info ?? chunk.search_info);
  const found = searchInfo?.search_results ?? chunk.web_search ?? delta?.annotations;
  return found === undefined ? [] : asArray(found).flatMap(sourceOf);
}

function sourceOf(value: unknown): Source[] {
  const entry = asObject(value);
  const cited = asObject(entry?.url_citation) ?? entry;
  const url = asText(cited?.url) ?? asText(cited?.link);
  return url && /^https?:\/\//i.test(url) ? [{ url, title: asText(cited?.title) ?? url }] : [];
}

import type { Source } from '../../protocol/messages.ts';
import { asArray, asNumber, asObject, asText, type Wire } from './wire.ts';

/** More than anybody looks at; the rest is left out. */
const mostSources = 100;
const longestUrl = 4_096;
const longestTitle = 300;

interface Found {
  url: string;
  title: string | null;
  site: string | null;
  /** As the text names it; null where the server counts nothing. */
  number: number | null;
}

/** The pages that a search found, each told once, wherever and however often a server repeats them. */
export class FoundSources {
  readonly #urls = new Set<string>();
  readonly #numbers = new Set<number>();

  /** What a chunk tells of pages that were not known yet. `delta`: its choice's delta or message. */
  take(chunk: Wire, delta: Wire | null): Source[] {
    return readSources(chunk, delta).flatMap((found) => this.#add(found) ?? []);
  }

  #add({ url, title, site, number }: Found): Source | null {
    if (this.#urls.has(url) || this.#urls.size === mostSources) return null;
    const index = number === null || this.#numbers.has(number) ? this.#nextNumber() : number;
    this.#urls.add(url);
    this.#numbers.add(index);
    return { index, title: title ?? url, url, ...(site === null ? {} : { site }) };
  }

  #nextNumber(): number {
    let number = this.#numbers.size + 1;
    while (this.#numbers.has(number)) number++;
    return number;
  }
}

/**
 * Where each server puts them:
 * - DashScope's own protocol, in `output` of the first packet, with the number that the text names:
 *   `search_info.search_results[] {index, title, url, site_name}` (help.aliyun.com/zh/model-studio/web-search).
 * - Zhipu, beside the choices: `web_search[] {title, link, media, refer: "ref_1"}` (docs.bigmodel.cn).
 * - Perplexity, beside the choices, as a rule in the last chunks: `search_results[] {title, url}` and `citations[]`, the bare
 *   addresses in the same order, from which `[1]` in the text counts (docs.perplexity.ai/guides/streaming-responses).
 * - OpenAI's models that search, OpenRouter: `annotations[] {type: "url_citation", url_citation: {url, title}}` of a delta
 *   or of a whole message (platform.openai.com/docs/guides/tools-web-search, openrouter.ai/docs). They say where in the text
 *   they belong, which itself holds a link or a mark there: they are counted as they come.
 */
function readSources(chunk: Wire, delta: Wire | null): Found[] {
  const output = asObject(chunk.output);
  const searchInfo = asObject(output?.search_info ?? chunk.search_info);
  return [
    ...counted(searchInfo?.search_results),
    ...counted(chunk.web_search),
    ...counted(chunk.search_results),
    ...counted(chunk.citations),
    ...asArray(delta?.annotations).flatMap((value) => readSource(value, null) ?? []),
  ];
}

function counted(list: unknown): Found[] {
  return asArray(list).flatMap((value, place) => readSource(value, place + 1) ?? []);
}

function readSource(value: unknown, place: number | null): Found | null {
  const entry = asObject(value);
  const cited = asObject(entry?.url_citation) ?? entry;
  const url = asText(value) ?? asText(cited?.url) ?? asText(cited?.link);
  if (url === null || url.length > longestUrl || !/^https?:\/\//i.test(url)) return null;
  return {
    url: url.toWellFormed(),
    title: shortened(cited?.title),
    site: shortened(cited?.site_name ?? cited?.media),
    number: numberOf(cited) ?? place,
  };
}

const shortened = (value: unknown): string | null =>
  asText(value)?.slice(0, longestTitle).toWellFormed() ?? null;

function numberOf(entry: Wire | null): number | null {
  const number =
    asNumber(entry?.index) ?? Number(/^ref_(\d{1,4})$/.exec(asText(entry?.refer) ?? '')?.[1] ?? 0);
  return Number.isInteger(number) && number > 0 ? number : null;
}

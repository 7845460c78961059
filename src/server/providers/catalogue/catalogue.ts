import { type ModelFacts, unknownFacts } from '../../../protocol/model-facts.ts';
import { ProviderKind } from '../../../protocol/models.ts';
import dashscope from './dashscope.json' with { type: 'json' };
import deepseek from './deepseek.json' with { type: 'json' };
import demo from './demo.json' with { type: 'json' };
import { type CatalogueEntry, CatalogueFile } from './entry.ts';
import moonshot from './moonshot.json' with { type: 'json' };
import openai from './openai.json' with { type: 'json' };
import zhipu from './zhipu.json' with { type: 'json' };

/** What has to be known of a model to ask it properly, besides what it is. */
export interface KnownModel extends ModelFacts {
  /** `hybrid`: thinks if told so. `only`: always. `none`: never. `unknown`: nobody says. */
  thinking: 'hybrid' | 'only' | 'none' | 'unknown';
  thinksByDefault: boolean;
  /** Whether marks in a prompt say what of it is to be kept for the next. */
  cacheMarks: boolean;
}

interface Matcher {
  fits: (model: string, host: string | null) => boolean;
  entry: CatalogueEntry;
}

type Matchers = Partial<Record<ProviderKind, readonly Matcher[]>>;

const builtIn = matchersOf(CatalogueFile.parse({ dashscope, deepseek, demo, moonshot, openai, zhipu }));
let ofOperator: Matchers = {};

/** Before the first question: what the operator says comes before what is built in, field by field. */
export function useCatalogueOf(file: CatalogueFile): void {
  ofOperator = matchersOf(file);
}

/** What the catalogue says of a model at this kind of server; `baseUrl` brings in what holds at some addresses only. */
export function modelFacts(kind: ProviderKind, model: string, baseUrl?: string): KnownModel {
  const host = baseUrl !== undefined && URL.canParse(baseUrl) ? new URL(baseUrl).hostname : null;
  const own = [...fitting(ofOperator, kind, model, host), ...fitting(builtIn, kind, model, host)];
  return known([...own, ...(Object.hasOwn(builtIn, kind) ? [] : borrowed(kind, plainName(model)))]);
}

/** The demo model is asked as DashScope is. */
const alsoSpokenBy: Partial<Record<ProviderKind, ProviderKind>> = { dashscope: 'demo' };

function fitting(
  matchers: Matchers,
  kind: ProviderKind,
  model: string,
  host: string | null,
): CatalogueEntry[] {
  const also = alsoSpokenBy[kind];
  const all = [...(matchers[kind] ?? []), ...((also && matchers[also]) ?? [])];
  return all.filter(({ fits }) => fits(model, host)).map(({ entry }) => entry);
}

/**
 * A model is the same wherever it runs, but what its vendor sells with it is not: search and price stay behind, and its
 * limits too, where whoever runs the server sets them.
 */
function borrowed(kind: ProviderKind, model: string): Partial<CatalogueEntry>[] {
  const entries = ProviderKind.options.flatMap((vendor) => fitting(builtIn, vendor, model, null));
  return entries.map(({ thinking, inputs, tools, context, maxOutput }) => ({
    ...(thinking === undefined ? {} : { thinking }),
    ...(inputs === undefined ? {} : { inputs }),
    ...(tools === undefined ? {} : { tools }),
    ...(kind !== 'compatible' || context === undefined ? {} : { context }),
    ...(kind !== 'compatible' || maxOutput === undefined ? {} : { maxOutput }),
  }));
}

/** `Qwen/Qwen3-8B` and `qwen3:8b` are Alibaba's `qwen3-8b`. */
function plainName(model: string): string {
  return model.slice(model.lastIndexOf('/') + 1).replace(':', '-');
}

function known(entries: readonly Partial<CatalogueEntry>[]): KnownModel {
  const { thinking, match, hosts, comment, cacheMarks = false, ...facts } = merged(entries);
  return {
    ...unknownFacts,
    ...facts,
    thinking: thinking === 'on' || thinking === 'off' ? 'hybrid' : (thinking ?? 'unknown'),
    thinksByDefault: thinking === 'on' || thinking === 'only',
    cacheMarks,
  };
}

/** The first that says something has the word. */
function merged(entries: readonly Partial<CatalogueEntry>[]): Partial<CatalogueEntry> {
  return Object.assign({}, ...entries.toReversed()) as Partial<CatalogueEntry>;
}

function matchersOf(file: CatalogueFile): Matchers {
  return Object.fromEntries(
    Object.entries(file).map(([kind, entries]) => [kind, entries.map((entry) => matcherOf(entry))]),
  );
}

function matcherOf(entry: CatalogueEntry): Matcher {
  const name = patternOf(entry.match);
  const hosts = entry.hosts?.map(patternOf);
  const fits = (model: string, host: string | null): boolean =>
    name.test(model) && (!hosts || (host !== null && hosts.some((pattern) => pattern.test(host))));
  return { fits, entry };
}

function patternOf(text: string): RegExp {
  const escaped = text.replace(/[.+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replaceAll('*', '.*')}$`, 'i');
}

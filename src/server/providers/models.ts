import type { AnswerError } from '../../protocol/errors.ts';
import { dashscopeModels } from './catalogue/dashscope-models.ts';
import { systemClock, type Clock } from './clock.ts';
import { ourFailure } from './failure.ts';
import { getJson } from './get-json.ts';
import { nativeFacts } from './native-list.ts';
import { endpointOf, headersOf, type Provider, type ProviderKind } from './provider.ts';
import { type ToldFacts, toldFacts } from './told-facts.ts';
import { asArray, asObject, asText } from './wire.ts';

/** The names of a provider's models for conversation. With an `error`, they are those that are known to exist, if any. */
export interface ModelList {
  models: readonly string[];
  /** What the server itself says of them, by name. */
  told: ReadonlyMap<string, ToldFacts>;
  error: AnswerError | null;
}

export interface ListOptions {
  signal?: AbortSignal | undefined;
  clock?: Clock;
}

const listTimeoutMs = 5_000;

/** Where a list cannot be had, or is not offered. */
const knownModels: Partial<Record<ProviderKind, readonly string[]>> = {
  dashscope: dashscopeModels,
  zhipu: ['glm-5', 'glm-4.7', 'glm-4.6', 'glm-4.5-air', 'glm-4-flash'],
};

/** Models that do not hold conversations, by their names: there is nothing else to tell them by. */
const otherTrades =
  /embed|rerank|\bgte-|\b(asr|tts|s2s)\b|whisper|transcri|speech|audio|voice|paraformer|sambert|gummy|realtime|livetranslate|image|t2i|dall-e|flux|diffusion|\bwanx?\d?|t2v|i2v|video|sora|moderation|-mt-|\bocr\b|cogview/i;
const onThisMachine = /embed|rerank/i;

export async function listModels(provider: Provider, options: ListOptions = {}): Promise<ModelList> {
  const { clock = systemClock, signal } = options;
  const url = endpointOf(provider, 'models');
  const got = await getJson(url, {
    headers: headersOf(provider),
    origin: provider,
    timeoutMs: listTimeoutMs,
    clock,
    signal,
  });
  if (!got.ok) return listWithout(provider, got.error);
  const names = modelNames(got.json);
  if (names === null) return listWithout(provider, noList());
  const told = toldFacts(got.json, { kind: provider.kind, source: url, at: clock.now() });
  const native = await nativeFacts(provider, { clock, signal });
  return {
    models: ordered(provider.kind, talkative(provider.kind, names)),
    told: new Map(names.map((name) => [name, { ...told.get(name), ...native.get(name) }])),
    error: null,
  };
}

function listWithout({ kind }: Provider, error: AnswerError): ModelList {
  return { models: knownModels[kind] ?? [], told: new Map(), error };
}

/** `{data: [{id}]}`; some say `models`, or leave the frame away. `null`: not a list of models. */
export function modelNames(json: unknown): string[] | null {
  const body = asObject(json);
  const list = body ? (body.data ?? body.models ?? null) : json;
  // Ollama without any model says null.
  if (!Array.isArray(list) && !(list === null && body?.object === 'list')) return null;
  const names = asArray(list).map((entry) => {
    const model = asObject(entry);
    return model ? (asText(model.id) ?? asText(model.name)) : asText(entry);
  });
  return [...new Set(names.filter((name) => name !== null))];
}

function noList(): AnswerError {
  return ourFailure('upstream_unreadable', { detail: 'not a list of models', retryable: false });
}

function talkative(kind: ProviderKind, names: string[]): string[] {
  const cloud = !['ollama', 'vllm', 'sglang', 'llamacpp', 'lmstudio', 'demo', 'compatible'].includes(kind);
  const left = names.filter((name) => !(cloud ? otherTrades : onThisMachine).test(name));
  return left.length > 0 ? left : names;
}

/** DashScope lists everything it ever had in no order: what people look for comes first. Others know their own order. */
function ordered(kind: ProviderKind, names: string[]): string[] {
  if (kind !== 'dashscope') return names;
  const first = dashscopeModels.filter((name) => names.includes(name));
  const rest = names.filter((name) => !first.includes(name));
  return [
    ...first,
    ...rest.toSorted((a, b) => Number(b.startsWith('qw')) - Number(a.startsWith('qw')) || compare(a, b)),
  ];
}

function compare(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

interface Kept<Value> {
  value: Promise<Value>;
  /** Once it has come. */
  come?: Value;
  until: number;
}

const keptMs = 5 * 60_000;
const failureKeptMs = 30_000;
const mostKept = 100;

/** Lists that were asked for lately: each is asked for once, however many people look, and a failure is soon forgotten. */
export class ModelLists {
  readonly #clock: Clock;
  readonly #lists = new Map<string, Kept<ModelList>>();
  #local: Kept<Provider[]> | null = null;

  constructor({ clock = systemClock }: { clock?: Clock } = {}) {
    this.#clock = clock;
  }

  /** The list is fetched for everybody; the signal ends only this one's wait. */
  async of(provider: Provider, signal?: AbortSignal): Promise<ModelList> {
    const key = keyOf(provider);
    const kept = this.#lists.get(key);
    const value = kept && kept.until > this.#clock.now() ? kept.value : this.#fetch(key, provider);
    return await unlessStopped(value, signal);
  }

  /** What the list said of a model when it last came, without waiting for anything. */
  told(provider: Provider, model: string): ToldFacts | undefined {
    return this.#lists.get(keyOf(provider))?.come?.told.get(model);
  }

  /** What was found on this machine, looked for again when that was a while ago. */
  localServers(find: () => Promise<Provider[]>): Promise<Provider[]> {
    const now = this.#clock.now();
    if (!this.#local || this.#local.until <= now) this.#local = { value: find(), until: now + failureKeptMs };
    return this.#local.value;
  }

  clear(): void {
    this.#lists.clear();
    this.#local = null;
  }

  #fetch(key: string, provider: Provider): Promise<ModelList> {
    const value = listModels(provider, { clock: this.#clock });
    const kept: Kept<ModelList> = { value, until: this.#clock.now() + keptMs };
    this.#keep(key, kept);
    return value.then((list) => {
      kept.come = list;
      if (list.error) kept.until = this.#clock.now() + failureKeptMs;
      return list;
    });
  }

  #keep(key: string, kept: Kept<ModelList>): void {
    this.#lists.delete(key);
    this.#lists.set(key, kept);
    const [oldest] = this.#lists.keys();
    if (this.#lists.size > mostKept && oldest !== undefined) this.#lists.delete(oldest);
  }
}

function keyOf({ id, kind, baseUrl, apiKey }: Provider): string {
  return JSON.stringify([id, kind, baseUrl, apiKey]);
}

async function unlessStopped<Value>(value: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (!signal) return value;
  signal.throwIfAborted();
  const stopped = Promise.withResolvers<never>();
  const stop = (): void => stopped.reject(signal.reason);
  signal.addEventListener('abort', stop);
  return Promise.race([value, stopped.promise]).finally(() => signal.removeEventListener('abort', stop));
}

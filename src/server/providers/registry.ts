import { ApiError } from '../../protocol/errors.ts';
import type { ModelFacts } from '../../protocol/model-facts.ts';
import type {
  ModelInfo,
  ModelsReply,
  ProviderInfo,
  ProviderKind,
  QwenPlaceId,
} from '../../protocol/models.ts';
import type { ProbeReply } from '../../protocol/probe.ts';
import { type QwenPlace, qwenPlaces } from '../../protocol/qwen-places.ts';
import type { Config } from '../config.ts';
import { listProviderRows } from '../store/providers.ts';
import { type KnownTraits, readTraits } from '../store/traits.ts';
import type { Store } from '../store/store.ts';
import type { NewProvider as StoredProvider } from '../store/writes/providers.ts';
import type { Learned } from '../store/writes/traits.ts';
import { modelFacts } from './catalogue/catalogue.ts';
import { checkKey } from './check.ts';
import {
  type Configured,
  demoProvider,
  infoOf,
  providerOfRow,
  providersOfEnvironment,
} from './configured.ts';
import { findPlace } from './find-place.ts';
import type { KeySealer } from './keys.ts';
import { findLocalServers } from './local.ts';
import { ModelLists } from './models.ts';
import { probe } from './probe.ts';
import type { Provider } from './provider.ts';
import { switchesThinking, takesOf } from './quirks/quirks-of.ts';
import type { ToldFacts } from './told-facts.ts';
import { asLearned, type Traits, traitsOf } from './traits.ts';

export interface ResolvedModel {
  provider: Provider;
  /** The model's name at its provider. */
  model: string;
  thinking: ModelInfo['thinking'];
  facts: ModelFacts;
  /** What it has shown that it takes. */
  traits: Traits;
}

/** How a change reaches the store: the journal's door, which this part does not know. */
export interface ProviderWrites {
  add(user: string, provider: StoredProvider): Promise<void>;
  replaceKey(user: string, change: { id: string; sealedKey: string | null }): Promise<void>;
  remove(user: string, change: { id: string }): Promise<void>;
  learn(user: string, learned: Learned): Promise<void>;
}

export interface RegistryParts {
  store: Store;
  sealer: KeySealer;
  writes: ProviderWrites;
  config: Pick<Config, 'dashscope' | 'openai' | 'model'>;
  /** The demo model's address, where one runs. */
  demoUrl: string | null;
  /** Whether to look for model servers on this machine. */
  findLocal: boolean;
  /** Where a key of Qwen's may belong; Alibaba's own places unless told otherwise. */
  qwenPlaces?: readonly QwenPlace[] | undefined;
}

export interface NewProvider {
  id: string;
  kind: ProviderKind;
  name: string;
  /** Left out: found by trying, for DashScope alone. */
  baseUrl?: string | undefined;
  apiKey: string;
  model?: string | undefined;
}

export interface AddedProvider {
  provider: ProviderInfo;
  /** The model that has answered, as `provider/model`. */
  model: string;
  /** Where the key was found to belong. */
  place?: QwenPlaceId;
}

/** What is asked where nobody has chosen: the usual model of each vendor that has one. */
const usualModels: Partial<Record<ProviderKind, string>> = {
  dashscope: 'qwen-max-latest',
  deepseek: 'deepseek-v4-flash',
  moonshot: 'kimi-k2.6',
  openai: 'gpt-5.2',
  openrouter: 'qwen/qwen3.7-plus',
  demo: 'demo',
};

/** All providers, wherever they come from, and their models. */
export class ProviderRegistry {
  readonly #parts: RegistryParts;
  readonly #environment: Configured[];
  readonly #demo: Configured[];
  readonly #lists = new ModelLists();

  constructor(parts: RegistryParts) {
    this.#parts = parts;
    this.#environment = providersOfEnvironment(parts.config);
    this.#demo = parts.demoUrl === null ? [] : [demoProvider(parts.demoUrl)];
  }

  async list(
    user: string,
    { refresh, signal }: { refresh: boolean; signal: AbortSignal },
  ): Promise<ModelsReply> {
    if (refresh) this.#lists.clear();
    const configured = await this.#configured(user);
    const traits = await readTraits(this.#parts.store.read, user);
    const lists = await Promise.all(configured.map(({ provider }) => this.#lists.of(provider, signal)));
    return {
      providers: configured.map(infoOf),
      models: configured.flatMap(({ provider }, index) =>
        lists[index]!.models.map((name) =>
          learnedInfo(provider, name, { told: lists[index]!.told.get(name), known: traits }),
        ),
      ),
      defaultModel: await this.defaultModel(user),
      problems: configured.flatMap(({ provider }, index) => {
        const { error } = lists[index]!;
        return error ? [{ providerId: provider.id, error }] : [];
      }),
    };
  }

  /** Throws `no_model`, `provider_not_found`, `key_missing`. */
  async resolve(user: string, modelId: string | null): Promise<ResolvedModel> {
    const id = modelId ?? (await this.defaultModel(user));
    if (id === null) throw new ApiError('no_model');
    const configured = await this.#configured(user);
    const { provider, key, model } = splitModelId(configured, id);
    if (key === 'unreadable') throw new ApiError('key_missing', provider.name);
    const known = await readTraits(this.#parts.store.read, user);
    const told = this.#lists.told(provider, model);
    const { thinking, ...facts } = learnedInfo(provider, model, { told, known });
    return { provider, model, facts, thinking, traits: traitsOf(known, `${provider.id}/${model}`) };
  }

  /** Asks a model what it can do, and remembers what it shows. Throws as `resolve`, and what says nothing of the model. */
  async probe(user: string, modelId: string, signal: AbortSignal): Promise<ProbeReply> {
    const { provider, model } = await this.resolve(user, modelId);
    const probed = await probe(provider, model, { signal });
    if (!probed.ok) throw new ApiError(probed.error.code, probed.error.detail);
    const { asked, traits } = probed;
    await this.#parts.writes.learn(user, { providerId: provider.id, model, traits, source: 'probe' });
    const told = this.#lists.told(provider, model);
    return { model: asLearned(modelInfo(provider, model, told), traits), asked };
  }

  /** Whether a name begins with a provider's id. */
  async hasProviderOf(user: string, name: string): Promise<boolean> {
    return isQualified(await this.#configured(user), name);
  }

  /** The operator's choice, else that of the first provider: of the environment, of the page, on this machine, the demo. */
  async defaultModel(user: string): Promise<string | null> {
    const configured = await this.#configured(user);
    const first = configured.find(({ key }) => key !== 'unreadable')?.provider;
    if (!first) return null;
    const { model } = this.#parts.config;
    if (model !== null) return isQualified(configured, model) ? model : `${first.id}/${model}`;
    const usual = usualModels[first.kind] ?? (await this.#lists.of(first)).models[0];
    return usual === undefined ? null : `${first.id}/${usual}`;
  }

  /** Checks a new provider with a real streamed call and stores it; throws what the check found. */
  async add(user: string, added: NewProvider, signal: AbortSignal): Promise<AddedProvider> {
    const { provider, model, place } = await this.#checked(added, signal);
    const { apiKey, ...stored } = provider;
    const { id } = provider;
    const sealedKey = apiKey === null ? null : this.#parts.sealer.seal(apiKey, { user, providerId: id });
    await this.#parts.writes.add(user, { ...stored, sealedKey });
    return {
      provider: infoOf({ provider, source: 'page', key: apiKey === null ? 'none' : 'set' }),
      model: `${id}/${model}`,
      ...(place ? { place } : {}),
    };
  }

  async replaceKey(
    user: string,
    providerId: string,
    { apiKey, model }: { apiKey: string; model?: string | undefined },
    signal: AbortSignal,
  ): Promise<{ provider: ProviderInfo }> {
    const configured = (await this.#ofPage(user)).find(({ provider }) => provider.id === providerId);
    if (!configured) throw new ApiError('provider_not_found');
    const provider = { ...configured.provider, apiKey: apiKey === '' ? null : apiKey };
    await this.#check(provider, model, signal);
    const sealedKey = apiKey === '' ? null : this.#parts.sealer.seal(apiKey, { user, providerId });
    await this.#parts.writes.replaceKey(user, { id: providerId, sealedKey });
    this.#lists.clear();
    return { provider: infoOf({ provider, source: 'page', key: apiKey === '' ? 'none' : 'set' }) };
  }

  async remove(user: string, providerId: string): Promise<void> {
    await this.#parts.writes.remove(user, { id: providerId });
  }

  /** What is to be stored of a new provider, once it has answered. */
  async #checked(
    { baseUrl, apiKey, model, ...rest }: NewProvider,
    signal: AbortSignal,
  ): Promise<{ provider: Provider; model: string; place?: QwenPlaceId }> {
    const unplaced = { ...rest, apiKey: apiKey === '' ? null : apiKey };
    if (baseUrl === undefined) return this.#placed(unplaced, model, signal);
    const provider = { ...unplaced, baseUrl };
    return { provider, model: await this.#check(provider, model, signal) };
  }

  async #placed(
    unplaced: Omit<Provider, 'baseUrl'>,
    model: string | undefined,
    signal: AbortSignal,
  ): Promise<{ provider: Provider; model: string; place: QwenPlaceId }> {
    const usual = usualModels.dashscope;
    if (unplaced.kind !== 'dashscope' || usual === undefined)
      throw new ApiError('invalid_request', 'baseUrl: may be left out for dashscope alone');
    const { qwenPlaces: places = qwenPlaces } = this.#parts;
    const found = await findPlace({ ...unplaced, baseUrl: '' }, { places, model, usual, signal });
    if (!found.ok) throw new ApiError(found.error.code, found.error.detail);
    return { provider: found.provider, model: found.model, place: found.place.id };
  }

  /** The model that answered. */
  async #check(provider: Provider, asked: string | undefined, signal: AbortSignal): Promise<string> {
    const model = asked ?? usualModels[provider.kind] ?? (await this.#firstListed(provider, signal));
    const result = await checkKey(provider, model, { signal });
    if (!result.ok) throw new ApiError(result.error.code, result.error.detail);
    return model;
  }

  /** A list that was refused says what is wrong with key or address; a server that has no lists says nothing. */
  async #firstListed(provider: Provider, signal: AbortSignal): Promise<string> {
    const { models, error } = await this.#lists.of(provider, signal);
    const [first] = models;
    if (first !== undefined) return first;
    const hasNoLists = error?.httpStatus === 404 || error?.code === 'upstream_unreadable';
    if (error && !hasNoLists) throw new ApiError(error.code, error.detail);
    throw new ApiError('no_model', provider.name);
  }

  async #configured(user: string): Promise<Configured[]> {
    const ofPage = await this.#ofPage(user);
    const named = [...this.#environment, ...ofPage];
    return [...named, ...(await this.#local(named)), ...this.#demo];
  }

  async #ofPage(user: string): Promise<Configured[]> {
    const rows = await listProviderRows(this.#parts.store.read, user);
    return rows.map((row) => providerOfRow(row, this.#parts.sealer));
  }

  /** Those of this machine that nobody has named already. */
  async #local(named: Configured[]): Promise<Configured[]> {
    if (!this.#parts.findLocal) return [];
    const known = new Set(named.map(({ provider }) => new URL(provider.baseUrl).host));
    const found = await this.#lists.localServers(() => findLocalServers());
    return found
      .filter(({ baseUrl }) => !known.has(new URL(baseUrl).host))
      .map((provider) => ({ provider, source: 'local', key: 'none' }));
  }
}

const isQualified = (configured: readonly Configured[], id: string): boolean =>
  configured.some(({ provider }) => id.startsWith(`${provider.id}/`));

function splitModelId(configured: readonly Configured[], id: string): Configured & { model: string } {
  const found = configured.find(({ provider }) => id.startsWith(`${provider.id}/`));
  if (!found) throw new ApiError('provider_not_found', id);
  return { ...found, model: id.slice(found.provider.id.length + 1) };
}

interface Knowledge {
  /** What its server says of it. */
  told: ToldFacts | undefined;
  /** What models have shown. */
  known: KnownTraits;
}

function learnedInfo(provider: Provider, name: string, { told, known }: Knowledge): ModelInfo {
  return asLearned(modelInfo(provider, name, told), traitsOf(known, `${provider.id}/${name}`));
}

function modelInfo(provider: Provider, name: string, told: ToldFacts | undefined): ModelInfo {
  const { thinking, facts } = knownFacts(provider, name, told);
  return {
    id: `${provider.id}/${name}`,
    providerId: provider.id,
    name,
    thinking: thinking === 'hybrid' && !switchesThinking(provider, name) ? 'unknown' : thinking,
    takes: takesOf(provider, name),
    ...facts,
  };
}

/** Whoever runs the model knows it best; the catalogue completes what they say. */
function knownFacts(
  { kind, baseUrl }: Provider,
  model: string,
  told: ToldFacts | undefined,
): Pick<ResolvedModel, 'thinking' | 'facts'> {
  const { thinking, thinksByDefault: _, cacheMarks: _marks, ...facts } = modelFacts(kind, model, baseUrl);
  return { thinking, facts: { ...facts, ...told } };
}

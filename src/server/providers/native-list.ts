import type { Clock } from './clock.ts';
import { getJson } from './get-json.ts';
import { headersOf, type Provider, type ProviderKind } from './provider.ts';
import { firstCount, type ToldFacts } from './told-facts.ts';
import { asArray, asObject, asText, type Wire } from './wire.ts';

interface NativeList {
  /** Below the address without its `/v1`. */
  path: string;
  name: (model: Wire) => string | null;
  facts: (model: Wire) => ToldFacts;
}

/** Servers whose OpenAI list says names only, and which have one of their own that says more. */
const nativeLists: Partial<Record<ProviderKind, NativeList>> = {
  // lmstudio.ai/docs/developer/rest: what is loaded has a context of its own.
  lmstudio: {
    path: '/api/v1/models',
    name: (model) => asText(model.key),
    facts: (model) => ({
      ...contextOf(loadedContext(model), model.max_context_length),
      ...abilitiesOf(model),
    }),
  },
  // docs.ollama.com/api: only of what is loaded is the context known, since the server sets it.
  ollama: {
    path: '/api/ps',
    name: (model) => asText(model.name) ?? asText(model.model),
    facts: (model) => contextOf(model.context_length),
  },
};

const timeoutMs = 1_000;

/** By name. A list that does not come tells nothing: the models can be asked all the same. */
export async function nativeFacts(
  provider: Provider,
  { clock, signal }: { clock: Clock; signal: AbortSignal | undefined },
): Promise<ReadonlyMap<string, ToldFacts>> {
  const native = nativeLists[provider.kind];
  if (!native) return new Map();
  const url = `${provider.baseUrl.replace(/\/v1\/?$/, '')}${native.path}`;
  const got = await getJson(url, {
    headers: headersOf(provider),
    origin: provider,
    timeoutMs,
    clock,
    signal,
  });
  const models = got.ok ? asArray(asObject(got.json)?.models).map(asObject) : [];
  return new Map(models.flatMap((model) => (model ? [[native.name(model) ?? '', native.facts(model)]] : [])));
}

function contextOf(...counts: readonly unknown[]): ToldFacts {
  const context = firstCount(...counts);
  return context === null ? {} : { context };
}

function loadedContext(model: Wire): unknown {
  const [instance] = asArray(model.loaded_instances);
  return asObject(asObject(instance)?.config)?.context_length;
}

function abilitiesOf(model: Wire): ToldFacts {
  const abilities = asObject(model.capabilities);
  if (abilities === null) return {};
  return {
    inputs: abilities.vision === true ? ['text', 'image'] : ['text'],
    ...(typeof abilities.trained_for_tool_use === 'boolean' ? { tools: abilities.trained_for_tool_use } : {}),
  };
}

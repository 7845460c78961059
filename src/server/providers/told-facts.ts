import type { ModelFacts, ModelInput, TokenPrice } from '../../protocol/model-facts.ts';
import type { ProviderKind } from './provider.ts';
import { asArray, asNumber, asObject, asText, type Wire } from './wire.ts';

/** What a server says of a model of its own; it says nothing by null. */
export type ToldFacts = Partial<ModelFacts>;

interface Teller {
  kind: ProviderKind;
  /** The address of the list. */
  source: string;
  /** When it was asked, in milliseconds since 1970. */
  at: number;
}

/** What a list of models says beyond names, by name: OpenRouter's says most, vLLM's, SGLang's and llama.cpp's the context. */
export function toldFacts(json: unknown, teller: Teller): ReadonlyMap<string, ToldFacts> {
  const list = asArray(asObject(json)?.data ?? asObject(json)?.models ?? json);
  const models = list.map(asObject).filter((model) => model !== null);
  return new Map(
    models.map((model) => [asText(model.id) ?? asText(model.name) ?? '', factsIn(model, teller)]),
  );
}

function factsIn(model: Wire, teller: Teller): ToldFacts {
  const context = firstCount(
    model.context_length,
    model.max_model_len,
    // What llama.cpp was started with, else what the model was made for.
    asObject(model.meta)?.n_ctx,
    asObject(model.meta)?.n_ctx_train,
  );
  const maxOutput = firstCount(asObject(model.top_provider)?.max_completion_tokens);
  const inputs = inputsIn(asObject(model.architecture)?.input_modalities);
  const parameters = model.supported_parameters;
  const price = teller.kind === 'openrouter' ? priceIn(asObject(model.pricing), teller) : null;
  return {
    ...(context === null ? {} : { context }),
    ...(maxOutput === null ? {} : { maxOutput }),
    ...(inputs === null ? {} : { inputs }),
    ...(Array.isArray(parameters) ? { tools: parameters.includes('tools') } : {}),
    ...(price === null ? {} : { price }),
  };
}

export function firstCount(...values: readonly unknown[]): number | null {
  const isCount = (value: number | null): value is number => Number.isInteger(value) && value! >= 1;
  return values.map(asNumber).find(isCount) ?? null;
}

const inputs: readonly ModelInput[] = ['text', 'image', 'audio', 'video'];

function inputsIn(value: unknown): ModelInput[] | null {
  const told = asArray(value);
  return told.length === 0 ? null : inputs.filter((input) => told.includes(input));
}

/** OpenRouter's: dollars a token, as text; what has no fixed price has a negative one (openrouter.ai/docs/api-reference/list-available-models). */
function priceIn(pricing: Wire | null, { source, at }: Teller): TokenPrice | null {
  const input = aMillion(pricing?.prompt);
  const output = aMillion(pricing?.completion);
  if (input === null || output === null) return null;
  const cachedInput = aMillion(pricing?.input_cache_read);
  return {
    currency: 'USD',
    input,
    ...(cachedInput === null ? {} : { cachedInput }),
    output,
    asOf: new Date(at).toISOString().slice(0, 10),
    source,
  };
}

function aMillion(value: unknown): number | null {
  const text = asText(value);
  const price = text === null ? Number.NaN : Number(text);
  return price >= 0 && Number.isFinite(price) ? Number((price * 1e6).toPrecision(12)) : null;
}

import type { AnswerError } from '../../protocol/errors.ts';
import { isPlanKey, type QwenPlace } from '../../protocol/qwen-places.ts';
import { checkKey, type CheckOptions } from './check.ts';
import { ourFailure } from './failure.ts';
import { listModels, type ModelList } from './models.ts';
import type { Provider } from './provider.ts';

export type Found =
  { ok: true; place: QwenPlace; provider: Provider; model: string } | { ok: false; error: AnswerError };

export interface FindPlaceOptions extends CheckOptions {
  places: readonly QwenPlace[];
  /** The model that must answer; left out: `usual` where the place has it, else the first that it lists. */
  model?: string | undefined;
  usual: string;
}

/**
 * Where a key of Alibaba's belongs: at all places at once, first by their lists, which cost nothing, then by a word from a
 * model where the list does not refuse the key. The first place that answers is it. The key is sent to `places` alone, that
 * of a plan only to the plans' and any other only to the others. Throws only when it is itself stopped.
 */
export async function findPlace(unplaced: Provider, options: FindPlaceOptions): Promise<Found> {
  const { places, signal } = options;
  const enough = new AbortController();
  const candidates = places.filter(({ plan }) => plan === isPlanKey(unplaced.apiKey ?? ''));
  const tried = candidates.map((place) =>
    tryPlace(unplaced, place, { ...options, signal: AbortSignal.any([signal, enough.signal]) }),
  );
  try {
    const found = await firstFound(tried, candidates);
    signal.throwIfAborted();
    return found;
  } finally {
    enough.abort();
    await Promise.allSettled(tried);
  }
}

async function tryPlace(
  unplaced: Provider,
  place: QwenPlace,
  { model, usual, clock, signal }: FindPlaceOptions,
): Promise<Found> {
  const provider = { ...unplaced, baseUrl: place.baseUrl };
  const timing = { signal, ...(clock ? { clock } : {}) };
  const list = await listModels(provider, timing);
  if (list.error && isSettled(list.error)) return { ok: false, error: list.error };
  const checked = await checkKey(provider, model ?? modelOf(list, usual), timing);
  return checked.ok ? { ok: true, place, provider, model: checked.model } : checked;
}

/** Any other failure of the list says nothing of the key: no document promises that there is a list. */
const isSettled = ({ code }: AnswerError): boolean => isRefusal(code) || code === 'upstream_unreachable';

const isRefusal = (code: AnswerError['code']): boolean =>
  code === 'key_invalid' || code === 'key_wrong_plan' || code === 'key_missing';

function modelOf({ models, error }: ModelList, usual: string): string {
  return error || models.includes(usual) ? usual : (models[0] ?? usual);
}

async function firstFound(tried: Promise<Found>[], places: readonly QwenPlace[]): Promise<Found> {
  const last = Promise.all(tried).then(
    (all) => all.find(({ ok }) => ok) ?? ({ ok: false, error: errorOf(all, places) } as const),
  );
  return Promise.race([last, ...tried.map(async (one) => ((await one).ok ? one : last))]);
}

/**
 * A place that takes the key and fails for another reason (an account that is overdue, say) tells most; a refusal is told with
 * the places that have not been heard.
 */
function errorOf(all: readonly Found[], places: readonly QwenPlace[]): AnswerError {
  const errors = all.flatMap((one, index) =>
    one.ok ? [] : [{ error: one.error, host: new URL(places[index]!.baseUrl).host }],
  );
  const heard = errors.find(({ error }) => !isRefusal(error.code) && error.httpStatus !== undefined);
  if (heard) return heard.error;
  const refused = errors.filter(({ error }) => isRefusal(error.code));
  const unheard = errors.filter(({ error }) => !isRefusal(error.code)).map(({ host }) => host);
  if (refused.length === 0) return { ...errors[0]!.error, detail: unheard.join(', ') };
  const detail = `refused by ${refused.map(({ host }) => host).join(', ')}`;
  return ourFailure(refused[0]!.error.code, {
    detail: unheard.length === 0 ? detail : `${detail}; not reached: ${unheard.join(', ')}`,
  });
}

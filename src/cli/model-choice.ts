import { call, type Caller } from '../protocol/client.ts';
import { listModels, type ModelsReply } from '../protocol/models.ts';

/**
 * The model that a person names, as `provider/model`. The provider may be left out: then the default one's is meant, or
 * else the first that has it. A name that is in no list may exist all the same, so the server has the last word.
 */
export async function modelNamed(caller: Caller, name: string, signal?: AbortSignal): Promise<string> {
  const reply = await call(caller, listModels, {}, undefined, { signal });
  return chooseModel(reply, name);
}

export function chooseModel({ models, providers, defaultModel }: ModelsReply, name: string): string {
  const exact = models.find(({ id }) => id === name);
  if (exact) return exact.id;
  const defaultProvider = providers.find(({ id }) => defaultModel?.startsWith(`${id}/`))?.id;
  const named = models.filter((model) => model.name === name);
  const best = named.find((model) => model.providerId === defaultProvider) ?? named[0];
  if (best) return best.id;
  if (providers.some(({ id }) => name.startsWith(`${id}/`)) || defaultProvider === undefined) return name;
  return `${defaultProvider}/${name}`;
}

import { call, type Caller } from '../protocol/client.ts';
import { chooseModel, listModels } from '../protocol/models.ts';

/** The model that a person names, as the server lists them. */
export async function modelNamed(caller: Caller, name: string, signal?: AbortSignal): Promise<string> {
  const reply = await call(caller, listModels, {}, undefined, { signal });
  return chooseModel(reply, name);
}

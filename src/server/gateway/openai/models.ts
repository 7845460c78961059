import { ApiError } from '../../../protocol/errors.ts';
import { chooseModel, type ModelsReply } from '../../../protocol/models.ts';
import type { ProviderRegistry, ResolvedModel } from '../../providers/registry.ts';

/** OpenAI's list of models, each as `provider/model`. */
export function modelList({ models, providers }: ModelsReply): object {
  return { object: 'list', data: models.map((model) => modelObject(model, providers)) };
}

/** Throws `model_not_found`. */
export function modelNamed({ models, providers }: ModelsReply, name: string): object {
  const model = models.find(({ id }) => id === name) ?? models.find((model) => model.name === name);
  if (!model) throw new ApiError('model_not_found', name);
  return modelObject(model, providers);
}

function modelObject(
  { id, providerId }: ModelsReply['models'][number],
  providers: ModelsReply['providers'],
): object {
  const owner = providers.find((provider) => provider.id === providerId)?.name ?? providerId;
  // Providers do not say when a model was made, and OpenAI's clients want a number.
  return { id, object: 'model', created: 0, owned_by: owner };
}

/** Who is meant by `provider/model` or by a model's plain name. Throws `model_not_found`, `key_missing`. */
export async function resolveNamed(
  registry: ProviderRegistry,
  user: string,
  name: string,
  signal: AbortSignal,
): Promise<ResolvedModel> {
  if (await registry.hasProviderOf(user, name)) return registry.resolve(user, name);
  const reply = await registry.list(user, { refresh: false, signal });
  if (!reply.models.some((model) => model.name === name)) throw new ApiError('model_not_found', name);
  return registry.resolve(user, chooseModel(reply, name));
}

import type { ModelsReply } from '../../protocol/models.ts';

/** What a model is called under its answer: as its provider calls it. */
export function modelName(id: string | null, models: ModelsReply | null, demoName: string): string {
  if (id === null) return '';
  const providerId = id.split('/', 1)[0];
  if (models?.providers.find((provider) => provider.id === providerId)?.kind === 'demo') return demoName;
  return models?.models.find((model) => model.id === id)?.name ?? id.slice(id.indexOf('/') + 1);
}

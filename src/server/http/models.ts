import {
  addProvider,
  deleteProvider,
  listModels,
  type ModelsReply,
  type Patience,
  refreshModels,
  replaceKey,
} from '../../protocol/models.ts';
import { probeModel } from '../../protocol/probe.ts';
import type { ProviderRegistry } from '../providers/registry.ts';
import { type App, handle } from './handle.ts';

export interface ModelParts {
  models: ProviderRegistry;
  patience: Patience;
}

export function modelRoutes(app: App, { models, patience }: ModelParts): void {
  const list = async (user: string, refresh: boolean, signal: AbortSignal): Promise<ModelsReply> => ({
    ...(await models.list(user, { refresh, signal })),
    patience,
  });
  handle(app, listModels, ({ user, signal }) => list(user, false, signal));
  handle(app, refreshModels, ({ user, signal }) => list(user, true, signal));
  handle(app, probeModel, ({ user, body, signal }) => models.probe(user, body.model, signal));
  handle(app, addProvider, ({ user, body, signal }) => models.add(user, body, signal));
  handle(app, replaceKey, ({ user, params, body, signal }) =>
    models.replaceKey(user, params.providerId, body, signal),
  );
  handle(app, deleteProvider, ({ user, params }) => models.remove(user, params.providerId));
}

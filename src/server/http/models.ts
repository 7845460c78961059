import { addProvider, deleteProvider, listModels, refreshModels, replaceKey } from '../../protocol/models.ts';
import type { ProviderRegistry } from '../providers/registry.ts';
import { type App, handle } from './handle.ts';

export interface ModelParts {
  models: ProviderRegistry;
}

export function modelRoutes(app: App, { models }: ModelParts): void {
  handle(app, listModels, ({ user, signal }) => models.list(user, { refresh: false, signal }));
  handle(app, refreshModels, ({ user, signal }) => models.list(user, { refresh: true, signal }));
  handle(app, addProvider, ({ user, body, signal }) => models.add(user, body, signal));
  handle(app, replaceKey, ({ user, params, body, signal }) =>
    models.replaceKey(user, params.providerId, body, signal),
  );
  handle(app, deleteProvider, ({ user, params }) => models.remove(user, params.providerId));
}

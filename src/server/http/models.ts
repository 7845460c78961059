import { addProvider, deleteProvider, listModels, replaceKey } from '../../protocol/models.ts';
import type { ProviderRegistry } from '../providers/registry.ts';
import { type App, handle } from './handle.ts';

export interface ModelParts {
  models: ProviderRegistry;
}

export function modelRoutes(app: App, { models }: ModelParts): void {
  handle(app, listModels, ({ user, query, signal }) =>
    models.list(user, { refresh: query.refresh === '1', signal }),
  );
  handle(app, addProvider, ({ user, body, signal }) => models.add(user, body, signal));
  handle(app, replaceKey, ({ user, params, body, signal }) =>
    models.replaceKey(user, params.providerId, body, signal),
  );
  handle(app, deleteProvider, ({ user, params }) => models.remove(user, params.providerId));
}

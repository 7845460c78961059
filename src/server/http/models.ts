import type * as z from 'zod/mini';
import {
  addProvider,
  deleteProvider,
  listModels,
  type ModelsReply,
  type ProviderInfo,
  replaceKey,
} from '../../protocol/models.ts';
import { type App, handle } from './handle.ts';

export type NewProvider = z.infer<NonNullable<typeof addProvider.body>>;
export type NewKey = z.infer<NonNullable<typeof replaceKey.body>>;

/** The providers and their models, as far as the routes ask. */
export interface ModelDirectory {
  list(user: string, options: { refresh: boolean; signal: AbortSignal }): Promise<ModelsReply>;
  add(
    user: string,
    provider: NewProvider,
    signal: AbortSignal,
  ): Promise<{ provider: ProviderInfo; model: string }>;
  replaceKey(
    user: string,
    providerId: string,
    key: NewKey,
    signal: AbortSignal,
  ): Promise<{ provider: ProviderInfo }>;
  remove(user: string, providerId: string): Promise<void>;
}

export interface ModelParts {
  models: ModelDirectory;
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

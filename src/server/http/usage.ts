import { downloadUsage, getBudget, getConversationUsage, getUsage } from '../../protocol/usage.ts';
import type { Generation } from '../generation/generation.ts';
import { listProviderRows } from '../store/providers.ts';
import type { Store } from '../store/store.ts';
import { conversationUsage, readUsage, usageByDay } from '../store/usage.ts';
import { type App, handle } from './handle.ts';
import { usageCsv } from './usage-csv.ts';

export interface UsageParts {
  store: Store;
  generation: Generation;
}

export function usageRoutes(app: App, { store: { read }, generation }: UsageParts): void {
  handle(app, getBudget, ({ user }) => generation.budgets.state(user));
  handle(app, getUsage, ({ user, query }) => readUsage(read, user, query, Date.now()));
  handle(app, getConversationUsage, ({ user, params }) =>
    conversationUsage(read, user, params.conversationId),
  );
  handle(app, downloadUsage, async ({ user, query: { language = 'en', ...range } }) => {
    const { rows } = await usageByDay(read, user, range, Date.now());
    const providers = await listProviderRows(read, user);
    const names = new Map(providers.map(({ id, name }) => [id, name]));
    return new Blob([usageCsv(rows, language, names)], { type: 'text/csv;charset=utf-8' });
  });
}

import { ahead } from '../ui/ahead.ts';
import { loadDialog } from '../ui/dialog.ts';

export const loadBudgetNotice = () => import('./BudgetNotice.svelte');

/** Fetches the page of usage: call it when it is likely to be opened (hover, focus). */
export function loadUsage(): Promise<typeof import('./UsageDialog.svelte')> {
  ahead(loadDialog)();
  return import('./UsageDialog.svelte');
}

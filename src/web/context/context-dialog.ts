import { ahead } from '../ui/ahead.ts';
import { loadDialog } from '../ui/dialog.ts';

/** Fetches the code of the dialog: call it when it is likely to be opened (hover, focus). */
export function loadContextDialog(): Promise<typeof import('./ContextDialog.svelte')> {
  ahead(loadDialog)();
  return import('./ContextDialog.svelte');
}

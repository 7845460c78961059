import { ahead } from '../ui/ahead.ts';
import { loadDialog } from '../ui/dialog.ts';

/** Fetches the settings' code: call it when they are likely to be opened (hover, focus). */
export function loadSettings(): Promise<typeof import('./SettingsDialog.svelte')> {
  ahead(loadDialog)();
  return import('./SettingsDialog.svelte');
}

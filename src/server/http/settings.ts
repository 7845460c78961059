import { changeSettings, getSettings } from '../../protocol/settings.ts';
import type { Journal } from '../journal/journal.ts';
import { readSettings } from '../store/settings.ts';
import type { Store } from '../store/store.ts';
import { type App, handle } from './handle.ts';

export interface SettingsParts {
  store: Store;
  journal: Journal;
}

export function settingsRoutes(app: App, { store, journal }: SettingsParts): void {
  handle(app, getSettings, ({ user }) => readSettings(store.read, user));
  handle(app, changeSettings, async ({ user, body }) => ({
    settings: await journal.write(user, 'changeSettings', body),
  }));
}

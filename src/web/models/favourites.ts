import { call } from '../../protocol/client.ts';
import { changeSettings } from '../../protocol/settings.ts';
import { failureSentence } from '../i18n/failure.ts';
import type { Session } from '../session.svelte.ts';
import { toasts } from '../ui/toasts.svelte.ts';

/** Puts a model before the other favourites, or takes it out of them, on all devices of the person. */
export async function toggleFavourite(session: Session, modelId: string): Promise<void> {
  const { favouriteModels: before } = session.settings;
  const others = before.filter((id) => id !== modelId);
  const favouriteModels = others.length < before.length ? others : [modelId, ...before];
  try {
    await call(session.caller, changeSettings, {}, { favouriteModels });
  } catch (error) {
    toasts.show(failureSentence(error), { look: 'danger' });
  }
}

import { t } from '../i18n/i18n.svelte.ts';
import { isOutdated } from '../page-version.ts';
import { toasts } from './toasts.svelte.ts';

const reload = (): void => location.reload();

/** Says why a part of the page did not come: the server has a newer page, or else `otherwise`. */
export async function tellFailedLoad(
  otherwise: string,
  { offersReload = false }: { offersReload?: boolean } = {},
): Promise<void> {
  const action = { label: t('ui_reload'), run: reload };
  if (await isOutdated()) toasts.show(t('ui_outdated'), { action });
  else toasts.show(otherwise, { look: 'danger', ...(offersReload && { action }) });
}

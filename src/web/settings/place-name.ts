import { qwenPlaces } from '../../protocol/qwen-places.ts';
import { t } from '../i18n/i18n.svelte.ts';
import type { Place } from './new-provider.svelte.ts';

interface PlaceOption {
  value: Place;
  label: string;
  group?: string;
}

/** Where Qwen can be asked, in the language of the page. */
export function places(): PlaceOption[] {
  const named = qwenPlaces.map(({ id, plan }) => ({
    value: id,
    label: t(`settings_place_${id}`),
    group: plan ? t('settings_places_plan') : t('settings_places_region'),
  }));
  return [
    { value: 'found', label: t('settings_place_found') },
    ...named,
    { value: 'workspace', label: t('settings_place_workspace'), group: t('settings_places_own') },
  ];
}

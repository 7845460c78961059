import { t } from '../i18n/i18n.svelte.ts';
import { presetOf, type PresetId } from './presets.ts';

/** What a preset is called in the language of the page. */
export function presetName(id: PresetId): string {
  switch (id) {
    case 'qwen':
    case 'zhipu':
    case 'other':
      return t(`settings_preset_${id}`);
    default:
      return presetOf(id).name ?? id;
  }
}

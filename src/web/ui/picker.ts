/** One thing that can be chosen. `keywords` are found too, without being shown. */
export interface PickerItem {
  id: string;
  label: string;
  hint?: string;
  keywords?: string;
}

export interface PickerGroup {
  id: string;
  label: string;
  /** A sentence under the group's name: why something is missing, say. */
  note?: string;
  items: readonly PickerItem[];
}

/** The groups with the items that hold every word of what was typed, wherever it stands in them. */
export function search(groups: readonly PickerGroup[], text: string): PickerGroup[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...groups];
  return groups
    .map((group) => ({ ...group, items: group.items.filter((item) => holds(item, group, words)) }))
    .filter(({ items }) => items.length > 0);
}

function holds({ label, keywords = '' }: PickerItem, group: PickerGroup, words: readonly string[]): boolean {
  const text = `${label} ${keywords} ${group.label}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

/** Fetches the picker's code: call it when it is likely to be opened (hover, focus). */
export const loadPicker = () => import('./PickerPanel.svelte');

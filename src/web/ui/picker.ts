/** One thing that can be chosen. `keywords` are found too, without being shown. */
export interface PickerItem {
  id: string;
  label: string;
  hint?: string;
  keywords?: string;
  /** A favourite of the person's. */
  starred?: boolean;
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
  const words = plain(text).split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...groups];
  return groups
    .map((group) => ({ ...group, items: group.items.filter((item) => holds(item, group, words)) }))
    .filter(({ items }) => items.length > 0);
}

function holds(
  { label, hint = '', keywords = '' }: PickerItem,
  group: PickerGroup,
  words: readonly string[],
): boolean {
  const text = plain(`${label} ${hint} ${keywords} ${group.label}`);
  return words.every((word) => text.includes(word));
}

/** Whatever the case, and whatever the width of the letters, which a Chinese keyboard may make full. */
function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

/** What is drawn of the groups when so many items may be. */
export function shortened(groups: readonly PickerGroup[], atMost: number): PickerGroup[] {
  let left = atMost;
  const drawn: PickerGroup[] = [];
  for (const group of groups) {
    if (left <= 0) break;
    drawn.push({ ...group, items: group.items.slice(0, left) });
    left -= group.items.length;
  }
  return drawn;
}

/** Fetches the picker's code: call it when it is likely to be opened (hover, focus). */
export const loadPicker = () => import('./PickerPanel.svelte');

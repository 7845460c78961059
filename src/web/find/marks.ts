/** Names of `::highlight()` in `FindBar.svelte`. Marked this way the elements of an answer stay as they are. */
const names = { all: 'found', current: 'found-current' } as const;

export function mark(all: readonly Range[], current: Range | undefined): void {
  // Older browsers go to what is found, they only do not colour it.
  if (!('highlights' in CSS)) return;
  CSS.highlights.set(names.all, new Highlight(...all));
  const one = current ? new Highlight(current) : new Highlight();
  one.priority = 1;
  CSS.highlights.set(names.current, one);
}

export function unmark(): void {
  if (!('highlights' in CSS)) return;
  for (const name of Object.values(names)) CSS.highlights.delete(name);
}

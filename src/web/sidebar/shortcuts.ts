/** Keys that work everywhere on the page, with Ctrl, or with ⌘ where there is one. */
const shortcuts = {
  new: { code: 'KeyO', shiftKey: true, label: 'O' },
  list: { code: 'KeyS', shiftKey: true, label: 'S' },
} as const;

type Shortcut = keyof typeof shortcuts;

const isApple = /Mac|iPhone|iPad/.test(navigator.platform);

/** By place on the keyboard, so that they work with every layout. */
export function pressed(event: KeyboardEvent, name: Shortcut): boolean {
  const { code, shiftKey } = shortcuts[name];
  const main = isApple ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
  return main && !event.altKey && event.shiftKey === shiftKey && event.code === code && !event.isComposing;
}

export function keysOf(name: Shortcut): string {
  const { label } = shortcuts[name];
  return isApple ? `⇧⌘${label}` : `Ctrl+Shift+${label}`;
}

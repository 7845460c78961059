const isApple = /Mac|iPhone|iPad/.test(navigator.platform);

/** Ctrl + F, or ⌘ F. */
export function isFindKey(event: KeyboardEvent): boolean {
  const main = isApple ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
  return main && !event.altKey && !event.shiftKey && event.code === 'KeyF' && !event.isComposing;
}

export const findKeys = isApple ? '⌘F' : 'Ctrl+F';

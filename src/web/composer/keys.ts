/**
 * Whether this key sends. Enter that takes a candidate of an input method never does: Chromium and Firefox say so with
 * `isComposing`, Safari sends the key after the composition has ended, with the code 229.
 */
export function isSendKey(
  event: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'altKey' | 'isComposing' | 'keyCode'>,
): boolean {
  if (event.isComposing || event.keyCode === 229) return false;
  return event.key === 'Enter' && !event.shiftKey && !event.altKey;
}

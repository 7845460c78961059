/** What a person types into. */
const fields = 'input, textarea, select, [contenteditable]';

/**
 * Keeps what is typed into our own fields from a frame: its page could ask for the keyboard at any moment, and would have the rest
 * of the sentence. From when somebody is in a field of ours until they press on the frame or move on by Tab, it is inert.
 * Gives a way to end that.
 */
export function keepKeyboard(frame: HTMLIFrameElement, host: Element): () => void {
  const over = new AbortController();
  const { signal } = over;
  let field: HTMLElement | null = null;
  const wake = (): void => {
    field = null;
    frame.inert = false;
  };
  const listen = (target: EventTarget, type: string, listener: (event: Event) => void): void =>
    target.addEventListener(type, listener, { signal, capture: true });
  listen(document, 'focusin', ({ target }) => {
    if (!(target instanceof HTMLElement) || !target.matches(fields)) return;
    field = target;
    frame.inert = true;
  });
  listen(host, 'pointerdown', wake);
  listen(document, 'keydown', (event) => {
    if (event instanceof KeyboardEvent && event.key === 'Tab') wake();
  });
  // It may have asked before it heard that it is inert.
  listen(window, 'blur', () => {
    if (field && document.activeElement === frame) field.focus({ preventScroll: true });
  });
  return () => over.abort();
}

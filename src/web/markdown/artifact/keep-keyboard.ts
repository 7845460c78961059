/** What a person types into. */
const fields = 'input, textarea, select, [contenteditable]';
/** A page may ask for the keyboard when it has loaded, or now and then; one that asks again and again wants what is typed. */
const mostTimes = 3;

/**
 * Keeps what is typed into our own fields from a frame: its page can take the keyboard at any moment. From when somebody is in
 * a field of ours until they press on the frame or move on by Tab, what it takes is given back, and one that goes on taking is
 * too greedy: `onGreedy`. It is inert meanwhile: that lets us see a press on it, which else only its page would.
 * Gives a way to end this.
 */
export function keepKeyboard(frame: HTMLIFrameElement, host: Element, onGreedy: () => void): () => void {
  const over = new AbortController();
  const { signal } = over;
  let field: HTMLElement | null = null;
  let times = 0;
  const wake = (): void => {
    field = null;
    frame.inert = false;
  };
  const giveBack = (): void => {
    if (signal.aborted || !field || document.activeElement !== frame) return;
    const mine = field;
    if (++times === mostTimes) onGreedy();
    mine.focus({ preventScroll: true });
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
  // Only after this event is it known who has the keyboard.
  listen(window, 'blur', () => setTimeout(giveBack));
  return () => over.abort();
}

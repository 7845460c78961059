/** How near to the end counts as being there. */
const nearPx = 24;

/**
 * The one owner of the conversation's scroll position. It follows the end only while the reader is there; whatever moves
 * up ends that, and moving down to the end (or the button) begins it again.
 */
export class Follower {
  following = $state(true);
  /** Whether there is something below what is seen. */
  hasBelow = $state(false);
  #element: HTMLElement | undefined;
  #lastTop = 0;
  #lastHeight = 0;
  #touchY = 0;

  /** For `{@attach}` on the element that scrolls; its first child is what grows. */
  readonly attach = (element: HTMLElement): (() => void) => {
    this.#element = element;
    const listeners = new AbortController();
    const options = { signal: listeners.signal, passive: true };
    element.addEventListener('scroll', () => this.#onScroll(element), options);
    element.addEventListener('wheel', (event) => this.#onWheel(event, element), options);
    element.addEventListener(
      'touchstart',
      (event) => (this.#touchY = event.touches[0]?.clientY ?? 0),
      options,
    );
    element.addEventListener('touchmove', (event) => this.#onTouch(event), options);
    const observer = new ResizeObserver(() => this.#onResize(element));
    observer.observe(element);
    if (element.firstElementChild) observer.observe(element.firstElementChild);
    return () => {
      listeners.abort();
      observer.disconnect();
    };
  };

  toEnd(): void {
    this.following = true;
    if (this.#element) this.#goToEnd(this.#element);
  }

  /** Runs a change of what stands above, with what is seen staying where it is. */
  async keepInPlace(anchor: Element, change: () => Promise<void>): Promise<void> {
    const before = anchor.getBoundingClientRect().top;
    await change();
    if (this.#element) this.#element.scrollTop += anchor.getBoundingClientRect().top - before;
  }

  #onScroll(element: HTMLElement): void {
    const { scrollTop, scrollHeight } = element;
    // Moved up by the reader; not by text that became shorter under them.
    if (scrollTop < this.#lastTop - 1 && scrollHeight >= this.#lastHeight) this.following = false;
    else if (scrollTop > this.#lastTop && isNearEnd(element)) this.following = true;
    this.#remember(element);
  }

  #onWheel(event: WheelEvent, element: HTMLElement): void {
    if (event.deltaY < 0 && element.scrollTop > 0) this.following = false;
  }

  #onTouch(event: TouchEvent): void {
    const y = event.touches[0]?.clientY ?? 0;
    if (y > this.#touchY + 4 && (this.#element?.scrollTop ?? 0) > 0) this.following = false;
  }

  #onResize(element: HTMLElement): void {
    if (this.following) this.#goToEnd(element);
    this.#remember(element);
  }

  #goToEnd(element: HTMLElement): void {
    element.scrollTop = element.scrollHeight;
    this.#remember(element);
  }

  #remember(element: HTMLElement): void {
    this.#lastTop = element.scrollTop;
    this.#lastHeight = element.scrollHeight;
    this.hasBelow = !isNearEnd(element);
  }
}

const isNearEnd = ({ scrollTop, clientHeight, scrollHeight }: HTMLElement): boolean =>
  scrollHeight - scrollTop - clientHeight <= nearPx;

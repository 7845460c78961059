import { tick } from 'svelte';
import { nextFrame } from '../frames.ts';
import { type Anchor, anchorAt, driftOf } from './anchor.ts';
import type { Rows } from './rows.svelte.ts';
import { isUpward, keyStep } from './scroll-keys.ts';

/** How near to the end counts as being there. */
const nearPx = 24;
/** Where a message is shown that is gone to, below the top of the view. */
const arrivalPx = 12;

/**
 * The one owner of the conversation's scroll position. It follows the end only while the reader is there; whatever moves
 * up ends that, and moving down to the end (or the button) begins it again. While it does not follow, what stands at the
 * top of the view stays there, whatever grows, shrinks, comes or goes above it.
 */
export class ScrollPosition {
  following = $state(true);
  /** Whether there is something below what is seen. */
  hasBelow = $state(false);
  /** The message that is being read. */
  readId = $state<string>();
  readonly #rows: Rows;
  #element: HTMLElement | undefined;
  #anchor: Anchor = [];
  #lastTop = 0;
  /** Where it was put last, not by the reader. */
  #ownTop = -1;
  #lastHeight = 0;
  #touchY = 0;
  #cancelLook: (() => void) | undefined;

  constructor(rows: Rows) {
    this.#rows = rows;
    rows.onMeasured(() => this.#settle());
  }

  /** For `{@attach}` on the element that scrolls; its first child is what grows. */
  readonly attach = (element: HTMLElement): (() => void) => {
    this.#element = element;
    const listeners = new AbortController();
    const { signal } = listeners;
    const passive = { signal, passive: true };
    element.addEventListener('scroll', () => this.#onScroll(element), passive);
    element.addEventListener('wheel', (event) => this.#onWheel(event), passive);
    element.addEventListener('touchstart', (event) => (this.#touchY = yOf(event)), passive);
    element.addEventListener('touchmove', (event) => this.#onTouch(event), passive);
    document.addEventListener('keydown', (event) => this.#onKey(event, element), { signal });
    document.addEventListener('selectionchange', () => this.#onSelection(element), { signal });
    element.addEventListener('focusin', () => this.#pin(element), passive);
    const observer = new ResizeObserver(() => this.#settle());
    observer.observe(element);
    if (element.firstElementChild) observer.observe(element.firstElementChild);
    return () => {
      listeners.abort();
      observer.disconnect();
      this.#cancelLook?.();
      this.#rows.dispose();
      this.#element = undefined;
    };
  };

  toEnd(): void {
    this.following = true;
    this.#settle();
  }

  /** The reader goes on where they are. */
  stay(): void {
    if (!this.following || !this.#element) return;
    this.following = false;
    this.#hold(this.#element);
  }

  /** Brings a message to the top of the view. It has to be among those that are shown. */
  async goTo(messageId: string): Promise<void> {
    this.following = false;
    this.#anchor = [];
    this.#rows.lookAtRow(messageId);
    await tick();
    const row = this.#element?.querySelector(`[data-row="${messageId}"]`);
    if (row) this.holdAt(row, arrivalPx);
  }

  /** Scrolls an element to so many pixels below the top of the view, and keeps it there. */
  holdAt(element: Element, topPx: number): void {
    this.following = false;
    const row = element.closest('[data-row]') ?? element;
    const within = row.getBoundingClientRect().top - element.getBoundingClientRect().top;
    this.#anchor = [
      { element: row, topPx: topPx + within },
      { element, topPx },
    ];
    this.#settle();
  }

  /** Where a rectangle of the window stands in what is seen: below its top edge, and above its bottom edge. */
  roomAround({ top, bottom }: DOMRect): { abovePx: number; belowPx: number } {
    const view = this.#element?.getBoundingClientRect();
    return { abovePx: top - (view?.top ?? 0), belowPx: (view?.bottom ?? 0) - bottom };
  }

  #onScroll(element: HTMLElement): void {
    const { scrollTop, scrollHeight } = element;
    const isOurs = Math.abs(scrollTop - this.#ownTop) < 0.5;
    // Moved up by the reader; not by text that became shorter under them.
    if (scrollTop < this.#lastTop - 1 && scrollHeight >= this.#lastHeight) this.following = false;
    else if (scrollTop > this.#lastTop + 1 && isNearEnd(element)) this.following = true;
    this.#remember(element);
    if (!isOurs || this.#anchor.length === 0) this.#hold(element);
  }

  #onWheel({ deltaY, ctrlKey }: WheelEvent): void {
    // With Ctrl it is the page's size that is changed.
    if (deltaY < 0 && !ctrlKey) this.#turnUp();
  }

  #onTouch(event: TouchEvent): void {
    if (yOf(event) > this.#touchY + 4) this.#turnUp();
  }

  #onKey(event: KeyboardEvent, element: HTMLElement): void {
    const isNowhere = event.target === document.body;
    const isHere = event.target instanceof Node && element.contains(event.target);
    if (event.defaultPrevented || isTyped(event) || !(isNowhere || isHere)) return;
    if (isUpward(event)) this.#turnUp();
    const step = isNowhere ? keyStep(event, element) : 0;
    if (step !== 0) element.scrollTop += step;
  }

  /** Who selects text reads it. */
  #onSelection(element: HTMLElement): void {
    const selection = getSelection();
    if (selection && !selection.isCollapsed && element.contains(selection.anchorNode)) this.stay();
    this.#pin(element);
  }

  /** What is not drawn has no focus and cannot be selected. */
  #pin(element: HTMLElement): void {
    const selection = getSelection();
    const selected = selection?.isCollapsed ? [] : [selection?.anchorNode, selection?.focusNode];
    const held = [...selected, document.activeElement].filter((node) => node && element.contains(node));
    this.#rows.pin([...new Set(held.map(rowIdOf).filter((id) => id !== undefined))]);
  }

  #turnUp(): void {
    if ((this.#element?.scrollTop ?? 0) > 0) this.stay();
  }

  /** Called after layout and before paint: what has moved what is read is undone before anybody sees it. */
  #settle(): void {
    const element = this.#element;
    if (!element) return;
    if (this.following) this.#put(element, element.scrollHeight);
    else this.#undoDrift(element);
    this.#remember(element);
    // Not now: what is drawn between layout and paint may have to be laid out again, and browsers complain of that.
    this.#cancelLook ??= nextFrame(() => this.#lookAgain(element));
  }

  #undoDrift(element: HTMLElement): void {
    if (this.#anchor.length === 0) this.#anchor = this.#awaited(element);
    const drift = driftOf(this.#anchor, edgeOf(element));
    if (Math.abs(drift) >= 0.5) this.#put(element, element.scrollTop + drift);
  }

  /** The row that the view came to before it was drawn: what is put above it meanwhile does not move it. */
  #awaited(element: HTMLElement): Anchor {
    const { place } = this.#rows;
    const row = place && element.querySelector(`[data-row="${place.rowId}"]`);
    return row ? [{ element: row, topPx: -place.offsetPx }] : [];
  }

  #put(element: HTMLElement, top: number): void {
    element.scrollTop = top;
    this.#ownTop = element.scrollTop;
  }

  /** What is at the top of the view now stays there. */
  #hold(element: HTMLElement): void {
    this.#anchor = [];
    this.#look(element);
  }

  /** First undoes what has come above since the last layout: else what is read would be far off, and not be drawn any more. */
  #lookAgain(element: HTMLElement): void {
    if (!this.following) this.#undoDrift(element);
    this.#look(element);
  }

  #look(element: HTMLElement): void {
    this.#cancelLook?.();
    this.#cancelLook = undefined;
    if (this.following) return this.#rows.lookAtEnd(element.clientHeight);
    if (this.#anchor.length === 0) this.#anchor = anchorAt(element.firstElementChild!, edgeOf(element));
    const start = element.querySelector('[data-space]');
    const startPx = start ? start.getBoundingClientRect().top - edgeOf(element) : 0;
    this.#rows.lookAt(-startPx, element.clientHeight);
  }

  #remember(element: HTMLElement): void {
    this.#lastTop = element.scrollTop;
    this.#lastHeight = element.scrollHeight;
    this.hasBelow = !isNearEnd(element);
    this.readId = readIn(element, this.hasBelow) ?? this.readId;
  }
}

const edgeOf = (element: Element): number => element.getBoundingClientRect().top;
const yOf = (event: TouchEvent): number => event.touches[0]?.clientY ?? 0;

const isNearEnd = ({ scrollTop, clientHeight, scrollHeight }: HTMLElement): boolean =>
  scrollHeight - scrollTop - clientHeight <= nearPx;

const isTyped = ({ target, isComposing }: KeyboardEvent): boolean =>
  isComposing || (target instanceof HTMLElement && target.closest('input, textarea, select') !== null);

function rowIdOf(node: Node | null | undefined): string | undefined {
  const element = node instanceof Element ? node : node?.parentElement;
  return element?.closest<HTMLElement>('[data-row]')?.dataset['row'];
}

/** The message in the upper third of the view; at the end it is the last one, however short. */
function readIn(element: HTMLElement, hasBelow: boolean): string | undefined {
  const line = edgeOf(element) + element.clientHeight / 3;
  // Among the children alone: this is asked in every frame, and a long answer has tens of thousands of elements.
  const rows = [...element.firstElementChild!.children].filter((child) => rowIdOf(child) !== undefined);
  return rowIdOf(rows.findLast((row) => !hasBelow || row.getBoundingClientRect().top <= line));
}

import { tick } from 'svelte';
import { nextFrame } from '../frames.ts';
import { loadedMarkdown } from '../markdown/load.svelte.ts';
import { type Anchor, anchorAt, driftOf, heldElement, moved } from './anchor.ts';
import { followReader } from './reader-moves.ts';
import { arrivalPx, type ReadingPlace } from './reading-place.ts';
import type { Rows } from './rows.svelte.ts';
import type { TextPlace } from './text-place.ts';

/** How near to the end counts as being there. */
const nearPx = 24;
/** Positions are whole pixels of the screen: what is off by less cannot be put right, only remembered. */
const roundingPx = 1;
/** So long at most nothing is shown until what was read is drawn. */
const returnMs = 3_000;

/**
 * The one owner of the conversation's scroll position. It follows the end only while the reader is there; whatever moves
 * up ends that, and moving down to the end (or the button) begins it again. While it does not follow, what stands at the
 * top of the view stays there, whatever grows, shrinks, comes or goes around it: each move of the reader is kept apart
 * from what the messages do in the same moment.
 */
export class ScrollPosition {
  following = $state(true);
  /** Whether there is something below what is seen. */
  hasBelow = $state(false);
  /** The message that is being read. */
  readId = $state<string>();
  /** What the reader comes back to, until it is drawn: meanwhile something else would be seen. */
  returning = $state.raw<TextPlace | null>(null);
  readonly #rows: Rows;
  #element: HTMLElement | undefined;
  #anchor: Anchor = [];
  /** As they were when they were looked at last: what differs then is the reader's doing. */
  #lastTop = 0;
  #lastEnd = 0;
  #cancelLook: (() => void) | undefined;
  #returnTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(rows: Rows) {
    this.#rows = rows;
    rows.onMeasured(() => this.#settle());
  }

  /** For `{@attach}` on the element that scrolls; its first child is what grows. */
  readonly attach = (element: HTMLElement): (() => void) => {
    this.#element = element;
    const listeners = new AbortController();
    const { signal } = listeners;
    element.addEventListener('scroll', () => this.#onScroll(element), { signal, passive: true });
    followReader(element, { up: () => this.#turnUp(), stay: () => this.stay() }, signal);
    document.addEventListener('selectionchange', () => this.#pin(element), { signal });
    element.addEventListener('focusin', () => this.#pin(element), { signal });
    const observer = new ResizeObserver(() => this.#settle());
    observer.observe(element);
    observer.observe(listIn(element));
    return () => {
      listeners.abort();
      observer.disconnect();
      this.#cancelLook?.();
      clearTimeout(this.#returnTimer);
      this.#rows.dispose();
      this.#element = undefined;
    };
  };

  /** Where the reader is; null at the end. */
  get place(): Omit<ReadingPlace, 'lastId'> | null {
    const { place } = this.#rows;
    if (this.following || !place) return null;
    const text = this.returning ?? this.#textIn(place.rowId);
    // What stands below the text of a message, such as its buttons, is held by the message that follows.
    const next = text || place.offsetPx <= 0 ? null : this.#anchor[0]?.node.nextSibling;
    const nextId = next instanceof Element ? rowIdOf(next) : undefined;
    if (nextId === undefined) return { messageId: place.rowId, goneByPx: place.offsetPx, text };
    return { messageId: nextId, goneByPx: edgeOf(this.#element!) - edgeOf(next as Element), text: null };
  }

  /** To be called before anything is drawn: somebody goes on reading where they were. */
  returnTo({ messageId, goneByPx, text }: ReadingPlace): void {
    this.following = false;
    this.#rows.lookAtRow(messageId, goneByPx);
    this.returning = text;
    this.#returnTimer = setTimeout(() => this.#endReturn(), returnMs);
  }

  /** The end is drawn before the view goes there: nobody sees the empty space between. */
  toEnd(): void {
    this.#endReturn();
    this.following = true;
    if (this.#element) this.#look(this.#element);
    void tick().then(() => this.#settle());
  }

  /** The reader goes on where they are. */
  stay(): void {
    if (!this.following || !this.#element) return;
    this.following = false;
    this.#anchor = [];
    this.#look(this.#element);
  }

  /** Brings a message to the top of the view. It has to be among those that are shown. */
  async goTo(messageId: string): Promise<void> {
    this.#endReturn();
    this.following = false;
    this.#anchor = [];
    this.#rows.lookAtRow(messageId, 0);
    await tick();
    const row = this.#element?.querySelector(`[data-row="${messageId}"]`);
    if (row) this.holdAt(row, arrivalPx);
  }

  /** Scrolls an element to so many pixels below the top of the view, and keeps it there. */
  holdAt(element: Element, topPx: number): void {
    this.#endReturn();
    this.following = false;
    const row = element.closest('[data-row]') ?? element;
    const within = row.getBoundingClientRect().top - element.getBoundingClientRect().top;
    this.#anchor = [heldElement(row, topPx + within), heldElement(element, topPx)];
    this.#settle();
  }

  /** Where a rectangle of the window stands in what is seen: below its top edge, and above its bottom edge. */
  roomAround({ top, bottom }: DOMRect): { abovePx: number; belowPx: number } {
    const view = this.#element?.getBoundingClientRect();
    return { abovePx: top - (view?.top ?? 0), belowPx: (view?.bottom ?? 0) - bottom };
  }

  #onScroll(element: HTMLElement): void {
    const px = element.scrollTop - this.#lastTop;
    if (Math.abs(px) < 0.5) return;
    if (this.#isPushed(element, px)) return this.#settle();
    this.#endReturn();
    this.following = px > 0 && (this.following || isNearEnd(element));
    if (this.following) return this.#settle();
    this.#anchor = moved(this.#anchor, px);
    this.#lookAgain(element);
    this.#remember(element);
  }

  /** Whether the browser has moved the view up because it would go over the end: of what is shown now, or was in between. */
  #isPushed(element: HTMLElement, px: number): boolean {
    const isShorter = this.following && lastTopOf(element) < this.#lastEnd;
    return px < 0 && (isShorter || fromEnd(element) < roundingPx);
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
    if (this.following) element.scrollTop = element.scrollHeight;
    else this.#undoDrift(element);
    this.#remember(element);
    // Not now: what is drawn between layout and paint may have to be laid out again, and browsers complain of that.
    this.#cancelLook ??= nextFrame(() => {
      this.#lookAgain(element);
      this.#remember(element);
    });
  }

  #undoDrift(element: HTMLElement): void {
    if (this.returning) this.#findAgain(element, this.returning);
    let driftPx = driftOf(this.#anchor, edgeOf(element));
    if (driftPx === undefined) {
      this.#anchor = this.#awaited(element);
      driftPx = driftOf(this.#anchor, edgeOf(element)) ?? 0;
    }
    if (Math.abs(driftPx) >= 0.5) element.scrollTop += driftPx;
  }

  /** The row that the view came to before it was drawn: what is put above it meanwhile does not move it. */
  #awaited(element: HTMLElement): Anchor {
    const { place } = this.#rows;
    const row = place && element.querySelector(`[data-row="${place.rowId}"]`);
    return row ? [heldElement(row, -place.offsetPx)] : [];
  }

  #findAgain(element: HTMLElement, text: TextPlace): void {
    this.#anchor = this.#awaited(element);
    const row = this.#anchor[0]?.node;
    const held = row instanceof Element ? loadedMarkdown()?.heldIn(row, text) : null;
    if (!held) return;
    this.#anchor = [...this.#anchor, held];
    this.#endReturn();
  }

  #endReturn(): void {
    clearTimeout(this.#returnTimer);
    this.returning = null;
  }

  #textIn(rowId: string): TextPlace | null {
    const isHeld = rowIdOf(this.#anchor[0]?.node) === rowId;
    return (isHeld && loadedMarkdown()?.textPlace(this.#anchor)) || null;
  }

  /** First undoes what has come above since the last layout: else what is read would be far off, and not be drawn any more. */
  #lookAgain(element: HTMLElement): void {
    if (!this.following) this.#undoDrift(element);
    this.#look(element);
  }

  #look(element: HTMLElement): void {
    this.#cancelLook?.();
    this.#cancelLook = undefined;
    const { clientHeight } = element;
    if (this.following) return this.#rows.lookAtEnd(clientHeight);
    const { place } = this.#rows;
    if (this.returning && place) return this.#rows.lookAtRow(place.rowId, place.offsetPx, clientHeight);
    this.#hold(element);
    const row = this.#anchor[0];
    const id = row && rowIdOf(row.node);
    if (id !== undefined) return this.#rows.lookAtRow(id, -row!.topPx, clientHeight);
    const start = element.querySelector('[data-space]');
    const startPx = start ? start.getBoundingClientRect().top - edgeOf(element) : 0;
    this.#rows.lookAt(-startPx, clientHeight);
  }

  /** What is at the top of the view now stays there; what could not be put right of its place is not lost by that. */
  #hold(element: HTMLElement): void {
    const restPx = driftOf(this.#anchor, edgeOf(element)) ?? 0;
    const anchor = anchorAt(listIn(element), element.getBoundingClientRect());
    this.#anchor = Math.abs(restPx) > roundingPx ? anchor : moved(anchor, restPx);
  }

  #remember(element: HTMLElement): void {
    this.#lastTop = element.scrollTop;
    this.#lastEnd = lastTopOf(element);
    this.hasBelow = !isNearEnd(element);
    this.readId = readIn(element, this.hasBelow) ?? this.readId;
  }
}

const listIn = (element: HTMLElement): Element => element.firstElementChild ?? element;
const edgeOf = (element: Element): number => element.getBoundingClientRect().top;

/** Where the top of the view is at the end. */
const lastTopOf = ({ clientHeight, scrollHeight }: HTMLElement): number => scrollHeight - clientHeight;
const fromEnd = (element: HTMLElement): number => lastTopOf(element) - element.scrollTop;
const isNearEnd = (element: HTMLElement): boolean => fromEnd(element) <= nearPx;

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

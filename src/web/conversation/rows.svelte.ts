import { untrack } from 'svelte';
import { type Message, textOf } from '../../protocol/messages.ts';
import { nearView, type Range } from './near-view.ts';

/** Until the view is measured. */
const usualHeightPx = 800;
/** What has the focus or is selected stays drawn if it is no further away than this. */
const maxPinnedRows = 100;
const markedMs = 2_500;

interface Look {
  rowId: string;
  offsetPx: number;
}

/**
 * Which of the messages are drawn: those near the view. All others are two empty spaces as high as they are known or
 * guessed to be, so that a conversation of thousands costs what is seen of it.
 */
export class Rows {
  readonly #shown: () => readonly Message[];
  readonly #heights = new Map<string, number>();
  /** null: at the end. */
  #look = $state.raw<Look | null>(null);
  #viewPx = $state(usualHeightPx);
  #pinned = $state.raw<readonly string[]>([]);
  /** The one that a link led to, for a moment. */
  markedId = $state<string>();
  #onMeasured = (): void => undefined;
  /** Where the row was that is looked at. */
  #lastIndex = 0;

  constructor(shown: () => readonly Message[]) {
    this.#shown = shown;
  }

  readonly #range = $derived.by((): Range => this.#withPinned(this.#nearView()));
  readonly from = $derived(this.#range.from);
  readonly to = $derived(this.#range.to);
  readonly drawn = $derived.by(() => this.#shown().slice(this.from, this.to));
  readonly #firstId = $derived.by(() => this.#shown()[0]?.id);
  readonly #count = $derived.by(() => this.#shown().length);

  /** The height of what is not drawn above, in pixels. */
  readonly abovePx = $derived.by(() => {
    const { from } = this;
    void this.#firstId;
    return untrack(() => this.#heightOf(0, from));
  });
  readonly belowPx = $derived.by(() => {
    const [to, count] = [this.to, this.#count];
    return untrack(() => this.#heightOf(to, count));
  });

  /** For `{@attach}` on a row with its message's id in `data-row`. */
  readonly measure = (row: HTMLElement): (() => void) => {
    this.#observer.observe(row);
    return () => this.#observer.unobserve(row);
  };

  readonly #observer = new ResizeObserver((entries) => {
    for (const { target, borderBoxSize } of entries) {
      const id = (target as HTMLElement).dataset['row'];
      if (id !== undefined && target.isConnected) this.#heights.set(id, borderBoxSize[0]!.blockSize);
    }
    this.#onMeasured();
  });

  /** `call` is called after rows were measured, before they are painted. */
  onMeasured(call: () => void): void {
    this.#onMeasured = call;
  }

  /** Draws what is guessed to lie at `topPx` below the beginning of the first row: nothing that is drawn is in the view. */
  lookAt(topPx: number, viewPx: number): void {
    const shown = this.#shown();
    let [index, top] = topPx >= this.abovePx ? [this.from, this.abovePx] : [0, 0];
    for (; index < shown.length - 1; index++) {
      const height = this.#height(shown[index]!);
      if (top + height > topPx) break;
      top += height;
    }
    const row = shown[index];
    if (row) this.lookAtRow(row.id, Math.max(0, topPx - top), viewPx);
  }

  /** Draws a row that has gone `offsetPx` over the top edge of the view (or begins below it), and what is near. */
  lookAtRow(rowId: string, offsetPx: number, viewPx?: number): void {
    if (viewPx !== undefined) this.#viewPx = viewPx;
    this.#look = { rowId, offsetPx };
  }

  /** The row at the top of the view and how far it has gone over its edge; null at the end. Not always drawn yet. */
  get place(): Look | null {
    return untrack(() => this.#look);
  }

  lookAtEnd(viewPx: number): void {
    this.#viewPx = viewPx;
    this.#look = null;
  }

  /** Keeps rows drawn for as long as they are needed: what has the focus, what is selected. */
  pin(ids: readonly string[]): void {
    // Also called while a field that is new takes the focus, which is not to be done again when this changes.
    const pinned = untrack(() => this.#pinned);
    if (ids.join() !== pinned.join()) this.#pinned = ids;
  }

  mark(id: string): void {
    this.markedId = id;
    setTimeout(() => (this.markedId = undefined), markedMs);
  }

  dispose(): void {
    this.#observer.disconnect();
  }

  #nearView(): Range {
    const shown = this.#shown();
    const look = this.#look;
    if (look) this.#lastIndex = this.#indexOf(look.rowId, shown);
    const at = look && shown.length > 0 ? { index: this.#lastIndex, offsetPx: look.offsetPx } : null;
    const heightOf = (row: number): number => this.#height(shown[row]!);
    return nearView(shown.length, heightOf, { at, heightPx: this.#viewPx });
  }

  #withPinned({ from, to }: Range): Range {
    const shown = this.#shown();
    for (const id of this.#pinned) {
      const index = shown.findIndex((row) => row.id === id);
      if (index === -1 || index < from - maxPinnedRows || index > to + maxPinnedRows) continue;
      from = Math.min(from, index);
      to = Math.max(to, index + 1);
    }
    return { from, to };
  }

  /** Where a row is that has been replaced by another version there stands that one, or the last. */
  #indexOf(id: string, shown: readonly Message[]): number {
    if (shown[this.#lastIndex]?.id === id) return this.#lastIndex;
    const index = shown.findIndex((row) => row.id === id);
    return index === -1 ? Math.max(0, Math.min(this.#lastIndex, shown.length - 1)) : index;
  }

  #heightOf(from: number, to: number): number {
    const shown = this.#shown();
    let sum = 0;
    for (let index = from; index < to; index++) sum += this.#height(shown[index]!);
    return sum;
  }

  #height(message: Message): number {
    const known = this.#heights.get(message.id);
    if (known !== undefined) return known;
    const guessed = guessedHeight(message);
    this.#heights.set(message.id, guessed);
    return guessed;
  }
}

/** Some 60 characters a line, and what stands around every message. */
const guessedHeight = (message: Message): number => 90 + 27 * Math.ceil(textOf(message).length / 60);

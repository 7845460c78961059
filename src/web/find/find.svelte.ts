import { tick } from 'svelte';
import { call } from '../../protocol/client.ts';
import { findInConversation, maxFindLength } from '../../protocol/conversations.ts';
import { isLive } from '../../protocol/messages.ts';
import { isPassing } from '../back-off.ts';
import type { OpenConversation } from '../conversation/conversation.svelte.ts';
import type { ScrollPosition } from '../conversation/scroll.svelte.ts';
import { nextFrame } from '../frames.ts';
import { corrected, firstHit, type Found, type Hit, placeOf, stepFrom, totalOf } from './hits.ts';
import { mark, unmark } from './marks.ts';
import { wordsIn } from './words-in.ts';

const pauseInTypingMs = 150;
const pauseInWritingMs = 200;
/** A message that is drawn anew takes so many frames at most until its words are there. */
const maxFrames = 40;

/** Finding words in all of the open conversation: the server says where they stand, the page goes there and marks them. */
export class Find {
  readonly #conversation: OpenConversation;
  readonly #scroll: ScrollPosition;
  #isOpen = $state(false);
  #words = $state('');
  #found = $state.raw<Found>([]);
  #hit = $state.raw<Hit | null>(null);
  /** `failed`: the server could not be asked. */
  state = $state<'idle' | 'asking' | 'done' | 'failed'>('idle');
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking = new AbortController();
  #going = new AbortController();

  constructor(conversation: OpenConversation, scroll: ScrollPosition) {
    this.#conversation = conversation;
    this.#scroll = scroll;
  }

  readonly total = $derived(totalOf(this.#found));
  readonly place = $derived(placeOf(this.#found, this.#hit));

  get isOpen(): boolean {
    return this.#isOpen;
  }

  get words(): string {
    return this.#words;
  }

  set words(words: string) {
    this.#words = words.slice(0, maxFindLength);
    this.#hit = null;
    this.#askIn(pauseInTypingMs);
  }

  open(): void {
    this.#isOpen = true;
    if (this.#words) this.#askIn(0);
  }

  close(): void {
    this.#isOpen = false;
    clearTimeout(this.#timer);
    this.#asking.abort();
    this.#going.abort();
    unmark();
  }

  /** What is found may have changed: something was asked, or an answer has ended. */
  again(): void {
    if (this.#isOpen && this.#words) this.#askIn(pauseInTypingMs);
  }

  async step(step: 1 | -1): Promise<void> {
    this.#hit = stepFrom(this.#found, this.#hit, step);
    await this.#goOn(step);
  }

  /** Marks what is found in what is drawn, now and whenever that changes, until it is told to stop. */
  readonly follow = (list: Element): (() => void) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const observer = new MutationObserver(() => {
      timer ??= setTimeout(() => {
        timer = undefined;
        this.#mark();
      }, pauseInWritingMs);
    });
    observer.observe(list, { childList: true, subtree: true, characterData: true });
    return () => {
      observer.disconnect();
      clearTimeout(timer);
      unmark();
    };
  };

  #askIn(delayMs: number): void {
    clearTimeout(this.#timer);
    this.#asking.abort();
    if (this.#words.trim() === '') return this.#take([]);
    this.state = 'asking';
    this.#timer = setTimeout(() => void this.#ask(), delayMs);
  }

  async #ask(): Promise<void> {
    const { id: conversationId, session } = this.#conversation;
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    try {
      const query = { words: this.#words };
      const { found } = await call(session.caller, findInConversation, { conversationId }, undefined, {
        query,
        signal,
      });
      this.#take(found);
    } catch (error) {
      if (signal.aborted) return;
      if (!isPassing(error)) throw error;
      this.state = 'failed';
    }
  }

  #take(found: Found): void {
    this.#found = found;
    this.state = found.length > 0 || this.#words ? 'done' : 'idle';
    const isKnown = this.#hit && found.some(({ messageId }) => messageId === this.#hit?.messageId);
    if (isKnown) return this.#mark();
    const path = this.#conversation.path.map(({ id }) => id);
    this.#hit = firstHit(found, path, this.#scroll.readId);
    void this.#goOn(1);
  }

  /** To the present hit; what the page does not show as the server reads it (an address, say) is passed over. */
  async #goOn(step: 1 | -1): Promise<void> {
    this.#going.abort();
    this.#going = new AbortController();
    const { signal } = this.#going;
    while (this.#hit && !signal.aborted) {
      const { messageId, index } = this.#hit;
      const ranges = await this.#show(messageId, index, signal);
      if (signal.aborted) return;
      const next = stepFrom(this.#found, this.#hit, step);
      this.#correct(messageId, ranges.length);
      const range = ranges[Math.min(index, ranges.length - 1)];
      if (range) return this.#arrive(range);
      this.#hit = next?.messageId === messageId ? null : next;
    }
    this.#mark();
  }

  /** Where the words stand in a message, once it is loaded and drawn. */
  async #show(messageId: string, index: number, signal: AbortSignal): Promise<readonly Range[]> {
    if (!(await this.#conversation.loadUntil(messageId, signal))) return [];
    if (!rowOf(messageId)) await this.#scroll.goTo(messageId);
    await tick();
    for (let frame = 0; frame < maxFrames && !signal.aborted; frame++) {
      const row = rowOf(messageId);
      const ranges = row ? wordsIn(row, this.#words) : [];
      if (ranges.length > index) return ranges;
      await new Promise<void>((resolve) => nextFrame(resolve));
    }
    const row = rowOf(messageId);
    return row ? wordsIn(row, this.#words) : [];
  }

  #arrive(range: Range): void {
    this.#mark();
    const element = range.startContainer.parentElement;
    const rectangle = range.getBoundingClientRect();
    const { abovePx, belowPx } = this.#scroll.roomAround(rectangle);
    if (!element || (abovePx > 80 && belowPx > 40)) return this.#scroll.stay();
    const topPx = Math.max(80, (abovePx + belowPx) / 3);
    this.#scroll.holdAt(element, topPx - (rectangle.top - element.getBoundingClientRect().top));
  }

  #mark(): void {
    if (!this.#isOpen) return;
    const isFound = new Set(this.#found.map(({ messageId }) => messageId));
    const all: Range[] = [];
    let current: Range | undefined;
    for (const row of document.querySelectorAll<HTMLElement>('[data-row]')) {
      const messageId = row.dataset['row'] ?? '';
      if (!isFound.has(messageId)) continue;
      const ranges = wordsIn(row, this.#words);
      if (messageId === this.#hit?.messageId) current = ranges[Math.min(this.#hit.index, ranges.length - 1)];
      all.push(...ranges);
    }
    mark(all, current);
  }

  #correct(messageId: string, count: number): void {
    const message = this.#conversation.state?.messages[messageId];
    if (message && !isLive(message)) this.#found = corrected(this.#found, messageId, count);
  }
}

const rowOf = (messageId: string): Element | null => document.querySelector(`[data-row="${messageId}"]`);

import { ApiError } from '../../protocol/errors.ts';
import { maxQuestionBytes } from '../../protocol/messages.ts';
import { isPassing } from '../back-off.ts';
import { keepDraft, keptDraft } from './kept-draft.ts';
import type { Shelf } from './shelves.ts';

interface Surroundings {
  /** Whether a person has the text in their hands. */
  hasFocus(): boolean;
  /** Whether a question with this text, or one that begins with it, is on its way to the server. */
  isUnderWay(text: string): boolean;
  /** Whether the conversation has a question with this text. */
  isAsked(text: string): boolean;
  /** Whether a question is on its way that will clear the draft on the server: one that is stored before it would be lost. */
  isHeld(): boolean;
}

const pauseInTypingMs = 1_000;
const retryMs = 15_000;
/** So many of our own texts may come back over the line late. */
const maxEchoes = 20;

/**
 * What was written and not sent. It is kept in the browser with every letter and on the server with every pause, so that
 * neither a crash nor another device loses it. What comes from elsewhere takes its place only while nobody here has
 * touched it; otherwise it is offered, and stays on the server until the offer is answered.
 */
export class Draft {
  #shelf = $state.raw<Shelf>() as Shelf;
  readonly #around: Surroundings;
  #text = $state('');
  #base = $state('');
  #aside = $state('');
  #isUnstored = false;
  /** Written here since the text was last taken from the server. */
  #isTouched = false;
  /** The server's draft, as far as it has told. */
  #heard = $state<string>();
  #echoes: string[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #storing: Promise<void> | undefined;

  constructor(shelf: Shelf, around: Surroundings) {
    this.#around = around;
    this.#open(shelf);
  }

  get text(): string {
    return this.#text;
  }

  set text(text: string) {
    this.#text = text;
    this.#isTouched = true;
    this.#isUnstored = true;
    this.#keepHere();
    this.#storeIn(pauseInTypingMs);
  }

  /** A draft from elsewhere that did not take the place of this text; empty if there is none. */
  readonly offer = $derived.by(() => {
    const heard = this.#heard ?? '';
    // Where its words stand here already, there is nothing to offer.
    const isNews = heard !== this.#base && !this.#text.startsWith(heard);
    return isNews && !this.#around.isUnderWay(heard) ? heard : '';
  });

  get aside(): string {
    return this.#aside;
  }

  /** What lies on the server; undefined while that is not known. To be given to `receive`. */
  get stored(): string | undefined {
    return this.#shelf.stored;
  }

  receive(stored: string): void {
    if (this.#isEcho(stored) || stored === this.#heard) return;
    const isFirst = this.#heard === undefined;
    this.#heard = stored;
    if (stored === this.#text) this.#agree(stored);
    else if (this.#mayBeReplaced(stored, isFirst)) this.#adopt(stored);
    else if (stored === '' && (this.#isTouched || this.#isUnstored)) this.#goOnFromNothing();
    else if (this.#isTouched && this.offer !== '') this.#goOnBeside(stored);
    this.resume();
  }

  useOffer(): void {
    this.#adopt(this.offer);
  }

  dismissOffer(): void {
    this.#base = this.offer;
    this.#keepHere();
    this.resume();
  }

  /** Text that was sent and is wanted back: into the box if that is empty, else beside it. */
  giveBack(text: string): void {
    if (this.#text.trim() === '') this.text = text;
    else this.#putAside(this.#aside ? `${this.#aside}\n\n${text}` : text);
  }

  useAside(): void {
    const text = `${this.#aside}\n\n${this.#text}`;
    this.#aside = '';
    this.text = text;
  }

  dismissAside(): void {
    this.#putAside('');
  }

  /** Nothing more goes to the server; resolves when what was on its way has arrived. */
  async settle(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#storing;
  }

  /** Its text was sent: the server clears its draft with it. */
  clear(): void {
    clearTimeout(this.#timer);
    if (this.offer === '') this.#base = this.#heard ?? '';
    this.#text = '';
    this.#isTouched = false;
    this.#isUnstored = false;
    this.#keepHere();
  }

  /** The conversation has begun: what is written from now on is a draft of it. */
  moveTo(shelf: Shelf): void {
    const text = this.#text;
    this.#open(shelf);
    if (text) this.text = text;
  }

  /** The box is left: nothing more may be written for long, and what was cleared elsewhere can go. */
  leaveBox(): void {
    if (this.#heard === '' && this.#mayBeReplaced('', false)) this.#adopt('');
    void this.store();
  }

  /** Sends what is not stored now. */
  store(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#canStore)
      this.#storing ??= this.#send(this.#text, false).finally(() => (this.#storing = undefined));
    return this.#storing ?? Promise.resolve();
  }

  /** What could not be stored may go now. */
  resume(): void {
    if (this.#isUnstored) this.#storeIn(pauseInTypingMs);
  }

  /** The page or the conversation is left: what is not stored goes out once; the copy in the browser stays. */
  leave(): void {
    clearTimeout(this.#timer);
    if (this.#canStore) void this.#send(this.#text, true);
  }

  #open(shelf: Shelf): void {
    const { text, base, isUnstored, aside } = keptDraft(shelf.name);
    this.#shelf = shelf;
    this.#text = text;
    this.#base = base;
    this.#aside = aside;
    this.#isUnstored = isUnstored;
    this.#isTouched = false;
    this.#heard = undefined;
    this.#echoes = [];
  }

  #isEcho(stored: string): boolean {
    const index = this.#echoes.indexOf(stored);
    this.#echoes.splice(0, index + 1);
    return index !== -1;
  }

  #agree(stored: string): void {
    this.#base = stored;
    this.#isUnstored = false;
    this.#keepHere();
  }

  #mayBeReplaced(stored: string, isFirst: boolean): boolean {
    if (this.#isUnstored || this.#around.isUnderWay(stored)) return false;
    // It was sent from elsewhere: here it would be sent twice.
    if (stored === '' && this.#around.isAsked(this.#text)) return true;
    return isFirst || (!this.#isTouched && !this.#around.hasFocus());
  }

  #adopt(stored: string): void {
    const isOurs = this.#isKeptHere;
    this.#text = stored;
    this.#base = stored;
    this.#isTouched = false;
    this.#isUnstored = false;
    if (isOurs) this.#keepHere();
  }

  /** What was written here stays, and is the draft again. */
  #goOnFromNothing(): void {
    this.#base = '';
    this.#isUnstored = true;
    this.#keepHere();
  }

  /** The server holds another text now: words of ours that it lacks are nowhere else any more. */
  #goOnBeside(stored: string): void {
    if (stored.startsWith(this.#text)) return;
    this.#isUnstored = true;
    if (this.#isKeptHere) this.#keepHere();
  }

  #putAside(text: string): void {
    this.#aside = text;
    this.#keepHere();
  }

  #keepHere(): void {
    const { text, aside } = this;
    keepDraft(this.#shelf.name, { text, base: this.#base, isUnstored: this.#isUnstored, aside });
  }

  #storeIn(delayMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.store(), delayMs);
  }

  get #canStore(): boolean {
    const isPlace = this.#shelf.stored !== undefined;
    const isFree = this.offer === '' && !this.#around.isHeld();
    return this.#isUnstored && isPlace && isFree && this.#text.length <= maxQuestionBytes;
  }

  async #send(text: string, isLeaving: boolean): Promise<void> {
    const shelf = this.#shelf;
    this.#echoes = [...this.#echoes, text].slice(-maxEchoes);
    try {
      await shelf.keep(text, { isLeaving });
    } catch (error) {
      // The copy in the browser stays, and goes again later, or with the next visit.
      if (isPassing(error) || error instanceof DOMException)
        return isLeaving ? undefined : this.#storeIn(retryMs);
      if (error instanceof ApiError) return;
      throw error;
    }
    if (shelf === this.#shelf) this.#isStored(text);
  }

  #isStored(text: string): void {
    this.#base = text;
    this.#heard = text;
    if (this.#text !== text) return this.resume();
    this.#isUnstored = false;
    if (this.#isKeptHere) this.#keepHere();
  }

  /** Tabs share the browser's storage: unsent text of another one is not written over. */
  get #isKeptHere(): boolean {
    const kept = keptDraft(this.#shelf.name);
    return !kept.isUnstored || kept.text === this.#text;
  }
}

import { call } from '../../protocol/client.ts';
import { type ConversationSnapshot, getConversation } from '../../protocol/conversations.ts';
import { ApiError, type ErrorCode } from '../../protocol/errors.ts';
import type { Event } from '../../protocol/events.ts';
import {
  applyEvents,
  type ConversationState,
  isPiece,
  joinedEvents,
  type Piece,
  shownPath,
  stateOf,
} from '../../protocol/fold.ts';
import { isLive, textOf } from '../../protocol/messages.ts';
import { parseOffset } from '../../protocol/offset.ts';
import { addedLength } from '../../protocol/parts.ts';
import { untilReached } from '../back-off.ts';
import type { Session } from '../session.svelte.ts';
import { goesOnAt, type ReadingPlace } from './reading-place.ts';
import { emptyState, isTorn, textHeldBy, withOlder, withPieces } from './states.ts';

/** So many pieces may wait to be folded in: as a rule there is one, of the answer that is being written. */
const maxPieces = 16;
/** And so much text, in UTF-16 units: what waits is joined anew for every frame. */
const maxWaitingLength = 4096;

/** As many as the server gives in one page. */
const manyAtOnce = 200;

/** The conversation that is open: its state, taken once and from then on kept true by the session's line. */
export class OpenConversation {
  readonly id: string;
  readonly session: Session;
  /** Where somebody goes on reading it: what is needed for that is loaded before anything is shown. null: at its end. */
  readonly start: ReadingPlace | null;
  /** null until it is known. The last words of an answer that is being written may be in `path` only. */
  state = $state.raw<ConversationState | null>(null);
  /** Why it could not be loaded. */
  failure = $state.raw<ErrorCode | null>(null);
  /** Events that came while the state was fetched: what is newer than it is applied then. */
  #waiting: Event[] | null = null;
  #takes = 0;
  /** How long the answers were that were live when the state was taken first. */
  readonly #lengthsTaken = new Map<string, number>();
  /** What the pages of older messages hold already of the text that is yet to be told. */
  #areHeld: readonly ((event: Event) => boolean)[] = [];

  /** `isNew`: nothing of it is on the server yet; the line tells how it begins. */
  constructor(session: Session, id: string, isNew: boolean, start: ReadingPlace | null = null) {
    this.session = session;
    this.id = id;
    this.start = start;
    if (isNew) this.state = emptyState(id);
  }

  /** Text that came since `state`: to fold it in costs as much as there are messages, so that waits until more happens. */
  #pieces = $state.raw<readonly Piece[]>([]);
  readonly #foldedPath = $derived.by(() => (this.state ? shownPath(this.state) : []));
  /** The messages that are shown, the oldest first. */
  readonly path = $derived.by(() => withPieces(this.#foldedPath, this.#pieces));
  /** The first answer of the shown path that is being written or waits for its turn: others below wait for it. */
  readonly liveAnswer = $derived(
    this.path.find((message) => message.role === 'assistant' && isLive(message)),
  );
  readonly isEmpty = $derived(this.state !== null && this.path.length === 0);

  /** Follows until it is told to stop. */
  follow(): () => void {
    const stop = this.session.listen((events) => this.#receive(events));
    if (!this.state) void this.take();
    return stop;
  }

  /** Takes the state from the server, again if there is one. */
  async take(): Promise<void> {
    const take = ++this.#takes;
    this.#waiting = [];
    this.failure = null;
    try {
      const snapshot = await this.#read();
      const older = this.state ? [] : await this.#pagesUpToStart(snapshot);
      if (take === this.#takes) this.#begin(snapshot, older);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (take === this.#takes) this.failure = error.code;
    }
    if (take !== this.#takes) return;
    const waiting = this.#waiting;
    this.#waiting = null;
    this.#receive(waiting);
  }

  /** How much of an answer was there already when this page came to it. */
  lengthTaken(answerId: string): number {
    return this.#lengthsTaken.get(answerId) ?? 0;
  }

  /** Loads what is older until a message of the shown path is there. Whether it is. */
  async loadUntil(messageId: string, signal: AbortSignal): Promise<boolean> {
    while (this.state?.more && !this.state.messages[messageId] && !signal.aborted) {
      await this.loadOlder(manyAtOnce);
    }
    return this.state?.messages[messageId] !== undefined;
  }

  async loadOlder(limit?: number): Promise<void> {
    const first = this.path[0];
    if (!this.state?.more || !first) return;
    const since: Event[] = [];
    const stop = this.session.listen((events) => since.push(...events));
    try {
      const older = await this.#fetch(first.id, limit);
      // It was taken anew meanwhile, and may begin elsewhere.
      if (this.path[0]?.id === first.id) this.#putBefore(older, since);
    } finally {
      stop();
    }
  }

  #putBefore(older: ConversationSnapshot, since: readonly Event[]): void {
    if (!this.state) return;
    this.state = withOlder(applyEvents(this.state, this.#pieces), older, since);
    this.#pieces = [];
    if (older.messages.some(isLive)) this.#areHeld = [...this.#areHeld, textHeldBy(older)];
  }

  /** What is above a page up to where somebody goes on reading, the newest first. */
  async #pagesUpToStart(newest: ConversationSnapshot): Promise<readonly ConversationSnapshot[]> {
    const pages: ConversationSnapshot[] = [];
    const { start } = this;
    if (!start || !goesOnAt(start, newest.messages)) return pages;
    let page = newest;
    while (page.more && !page.messages.some(({ id }) => id === start.messageId)) {
      page = await this.#fetch(page.messages[0]?.id, manyAtOnce);
      pages.push(page);
    }
    return pages;
  }

  #begin(snapshot: ConversationSnapshot, older: readonly ConversationSnapshot[]): void {
    const live = this.state ? [] : snapshot.messages.filter(isLive);
    for (const answer of live) this.#lengthsTaken.set(answer.id, textOf(answer).length);
    this.state = older.reduce((state, page) => withOlder(state, page, []), stateOf(snapshot));
    this.#pieces = [];
    this.#areHeld = older.filter(({ messages }) => messages.some(isLive)).map(textHeldBy);
  }

  async #read(): Promise<ConversationSnapshot> {
    const first = await this.#fetch();
    return isOlder(first.offset, await this.session.startedAt()) ? this.#fetch() : first;
  }

  #fetch(before?: string, limit?: number): Promise<ConversationSnapshot> {
    const params = { conversationId: this.id };
    return untilReached(() =>
      call(this.session.caller, getConversation, params, undefined, { query: { before, limit } }),
    );
  }

  #receive(events: readonly Event[]): void {
    if (this.#waiting) {
      for (const event of events) if (this.#isOurs(event)) this.#waiting.push(event);
      return;
    }
    const ours = events.filter((event) => this.#isOurs(event));
    if (!this.state || ours.length === 0) return;
    const news = ours.filter((event) => !this.#areHeld.some((isHeld) => isHeld(event)));
    const waiting = joinedEvents([...this.#pieces, ...news], this.state.seq);
    if (waiting.every(isPiece) && mayWait(waiting)) this.#pieces = waiting;
    else this.#fold(this.state, waiting);
  }

  #fold(state: ConversationState, events: readonly Event[]): void {
    const next = applyEvents(state, events);
    // Another branch was chosen whose messages are not here: the old one stays in sight until they are.
    if (isTorn(next)) return void this.take();
    this.state = next;
    this.#pieces = [];
  }

  #isOurs(event: Event): boolean {
    return 'conversationId' in event && event.conversationId === this.id;
  }
}

function mayWait(pieces: readonly Piece[]): boolean {
  const length = pieces.reduce((sum, piece) => sum + addedLength(piece), 0);
  return pieces.length <= maxPieces && length <= maxWaitingLength;
}

/** Whether a state at `offset` may lack what happened before `start`. Places of different epochs cannot be compared. */
function isOlder(offset: string, start: string): boolean {
  const [place, from] = [parseOffset(offset), parseOffset(start)];
  return !place || !from || place.epoch !== from.epoch || place.seq < from.seq;
}

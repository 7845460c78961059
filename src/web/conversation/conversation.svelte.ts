import { call } from '../../protocol/client.ts';
import { type ConversationSnapshot, getConversation } from '../../protocol/conversations.ts';
import { ApiError, type ErrorCode } from '../../protocol/errors.ts';
import type { Event } from '../../protocol/events.ts';
import { applyEvents, type ConversationState, shownPath, stateOf } from '../../protocol/fold.ts';
import { isLive, textOf } from '../../protocol/messages.ts';
import { parseOffset } from '../../protocol/offset.ts';
import { untilReached } from '../back-off.ts';
import type { Session } from '../session.svelte.ts';
import { emptyState, isTorn, textHeldBy, withOlder } from './states.ts';

/** The conversation that is open: its state, taken once and from then on kept true by the session's line. */
export class OpenConversation {
  readonly id: string;
  readonly session: Session;
  /** null until it is known. */
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
  constructor(session: Session, id: string, isNew: boolean) {
    this.session = session;
    this.id = id;
    if (isNew) this.state = emptyState(id);
  }

  /** The messages that are shown, the oldest first. */
  readonly path = $derived.by(() => (this.state ? shownPath(this.state) : []));
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
      if (take === this.#takes) this.#begin(snapshot);
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

  async loadOlder(): Promise<void> {
    const first = this.path[0];
    if (!this.state?.more || !first) return;
    const since: Event[] = [];
    const stop = this.session.listen((events) => since.push(...events));
    try {
      const older = await this.#fetch(first.id);
      // It was taken anew meanwhile, and may begin elsewhere.
      if (this.path[0]?.id === first.id) this.#putBefore(older, since);
    } finally {
      stop();
    }
  }

  #putBefore(older: ConversationSnapshot, since: readonly Event[]): void {
    if (!this.state) return;
    this.state = withOlder(this.state, older, since);
    if (older.messages.some(isLive)) this.#areHeld = [...this.#areHeld, textHeldBy(older)];
  }

  #begin(snapshot: ConversationSnapshot): void {
    const live = this.state ? [] : snapshot.messages.filter(isLive);
    for (const answer of live) this.#lengthsTaken.set(answer.id, textOf(answer).length);
    this.state = stateOf(snapshot);
    this.#areHeld = [];
  }

  async #read(): Promise<ConversationSnapshot> {
    const first = await this.#fetch();
    return isOlder(first.offset, await this.session.startedAt()) ? this.#fetch() : first;
  }

  #fetch(before?: string): Promise<ConversationSnapshot> {
    const params = { conversationId: this.id };
    return untilReached(() =>
      call(this.session.caller, getConversation, params, undefined, { query: { before } }),
    );
  }

  #receive(events: readonly Event[]): void {
    if (this.#waiting) {
      for (const event of events) if (this.#isOurs(event)) this.#waiting.push(event);
      return;
    }
    if (!this.state || !events.some((event) => this.#isOurs(event))) return;
    const news = events.filter((event) => !this.#areHeld.some((isHeld) => isHeld(event)));
    const next = applyEvents(this.state, news);
    // Another branch was chosen whose messages are not here: the old one stays in sight until they are.
    if (isTorn(next)) void this.take();
    else this.state = next;
  }

  #isOurs(event: Event): boolean {
    return 'conversationId' in event && event.conversationId === this.id;
  }
}

/** Whether a state at `offset` may lack what happened before `start`. Places of different epochs cannot be compared. */
function isOlder(offset: string, start: string): boolean {
  const [place, from] = [parseOffset(offset), parseOffset(start)];
  return !place || !from || place.epoch !== from.epoch || place.seq < from.seq;
}

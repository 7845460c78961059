import { call, type Caller, UnreachableError } from '../protocol/client.ts';
import {
  type Conversation,
  type ConversationPage,
  getConversation,
  listConversations,
} from '../protocol/conversations.ts';
import { ApiError } from '../protocol/errors.ts';
import type { Event } from '../protocol/events.ts';
import { applyToList, isPiece, type ListState } from '../protocol/fold.ts';
import { parseOffset } from '../protocol/offset.ts';

/** The person's conversations, the last used first: page by page from the server, then kept true by the line. */
export class ConversationList {
  readonly #caller: Caller;
  #conversations = $state.raw<readonly Conversation[]>([]);
  #seq = 0;
  #nextCursor = $state.raw<string | null>(null);
  #loaded = $state(false);
  /** Where a later page is newer than the list: its conversations ignore events up to then. */
  #trueAt: Record<string, number> = {};
  #loading: Promise<void> | undefined;
  /** Used again while their page is not fetched yet, with what happened to them since. */
  readonly #fetching = new Map<string, Event[]>();

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  get conversations(): readonly Conversation[] {
    return this.#conversations;
  }

  get loaded(): boolean {
    return this.#loaded;
  }

  get hasMore(): boolean {
    return this.#nextCursor !== null;
  }

  get running(): number {
    return this.conversations.reduce((sum, { running }) => sum + running, 0);
  }

  find(id: string): Conversation | undefined {
    return this.conversations.find((conversation) => conversation.id === id);
  }

  take(page: ConversationPage): void {
    this.#trueAt = {};
    this.#fetching.clear();
    this.#conversations = page.conversations;
    this.#seq = parseOffset(page.offset)?.seq ?? 0;
    this.#nextCursor = page.nextCursor;
    this.#loaded = true;
  }

  apply(events: readonly Event[]): void {
    let list: ListState = { conversations: this.#conversations, seq: this.#seq };
    for (const event of events) list = this.#isOlder(event) ? list : applyToList(list, event);
    this.#seq = list.seq;
    // Deltas leave the list as it is, so it is not drawn anew for each of them.
    this.#conversations = list.conversations;
    if (this.hasMore) for (const event of events) this.#catchUp(event);
  }

  /** A conversation of a later page that is used again belongs on top: it is fetched by itself. */
  #catchUp(event: Event): void {
    if (!('conversationId' in event)) return;
    const { conversationId } = event;
    const since = this.#fetching.get(conversationId);
    if (since && changesList(event)) since.push(event);
    if (since || event.type !== 'message-added' || this.find(conversationId)) return;
    const happened: Event[] = [];
    this.#fetching.set(conversationId, happened);
    void this.#fetchOne(conversationId, happened);
  }

  async #fetchOne(conversationId: string, since: readonly Event[]): Promise<void> {
    const fetched = await this.#read(conversationId);
    // The whole state was taken anew meanwhile.
    if (this.#fetching.get(conversationId) !== since) return;
    this.#fetching.delete(conversationId);
    if (!fetched || this.find(conversationId)) return;
    const { conversations, seq } = since.reduce(applyToList, fetched);
    this.#trueAt[conversationId] = seq;
    this.#conversations = [...this.#conversations, ...conversations].toSorted(
      (a, b) => b.activitySeq - a.activitySeq,
    );
  }

  /** Undefined if it is gone, or the server is away: then its place is found with its page, or its next message. */
  async #read(conversationId: string): Promise<ListState | undefined> {
    try {
      const query = { limit: 1 };
      const { conversation, offset } = await call(
        this.#caller,
        getConversation,
        { conversationId },
        undefined,
        {
          query,
        },
      );
      return { conversations: [conversation], seq: parseOffset(offset)?.seq ?? 0 };
    } catch (error) {
      if (error instanceof ApiError || error instanceof UnreachableError) return undefined;
      throw error;
    }
  }

  #isOlder(event: Event): boolean {
    return 'conversationId' in event && event.seq <= (this.#trueAt[event.conversationId] ?? 0);
  }

  /** The next page; asked twice it is fetched once. */
  loadMore(): Promise<void> {
    this.#loading ??= this.#fetchMore().finally(() => (this.#loading = undefined));
    return this.#loading;
  }

  async #fetchMore(): Promise<void> {
    const cursor = this.#nextCursor;
    if (cursor === null) return;
    const page = await call(this.#caller, listConversations, {}, undefined, { query: { cursor } });
    if (cursor !== this.#nextCursor) return;
    const more = notYetIn(this.conversations, page.conversations);
    const seq = parseOffset(page.offset)?.seq ?? 0;
    for (const { id } of more) this.#trueAt[id] = seq;
    this.#conversations = [...this.conversations, ...more];
    this.#nextCursor = page.nextCursor;
  }
}

function notYetIn(known: readonly Conversation[], found: readonly Conversation[]): Conversation[] {
  const ids = Object.fromEntries(known.map(({ id }) => [id, true]));
  return found.filter(({ id }) => !ids[id]);
}

/** Deltas are many, and none of them changes the list. */
const changesList = (event: Event): boolean => !isPiece(event);

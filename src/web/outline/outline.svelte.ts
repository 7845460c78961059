import { call } from '../../protocol/client.ts';
import { type ConversationOutline, getOutline } from '../../protocol/conversations.ts';
import { type Message, textOf } from '../../protocol/messages.ts';
import { isPassing } from '../back-off.ts';
import type { OpenConversation } from '../conversation/conversation.svelte.ts';
import type { ScrollPosition } from '../conversation/scroll.svelte.ts';

/** A question as it is listed. */
export interface Entry {
  readonly id: string;
  /** Its first words. */
  readonly words: string;
}

const maxWords = 120;

/** The questions of the shown path: of what is loaded the page knows them, of what is older the server tells. */
export class Outline {
  readonly #conversation: OpenConversation;
  readonly #scroll: ScrollPosition;
  readonly #entries = new WeakMap<Message, Entry>();
  #isOpen = $state(false);
  /** The older ones could not be asked for. */
  hasFailed = $state(false);
  #told = $state.raw<ConversationOutline['messages']>([]);
  #going = new AbortController();
  #last: readonly Entry[] = [];

  constructor(conversation: OpenConversation, scroll: ScrollPosition) {
    this.#conversation = conversation;
    this.#scroll = scroll;
  }

  readonly #firstId = $derived.by(() => this.#conversation.path[0]?.id);
  readonly #older = $derived(olderThan(this.#firstId, this.#told));
  /** The same array as before while nothing of it has changed: text that streams in does not draw the list again. */
  readonly questions = $derived.by((): readonly Entry[] => {
    const loaded = this.#conversation.path.filter(({ role }) => role === 'user');
    const entries = [...this.#older, ...loaded.map((question) => this.#entryOf(question))];
    const isSame =
      entries.length === this.#last.length && entries.every((entry, index) => entry === this.#last[index]);
    if (!isSame) this.#last = entries;
    return this.#last;
  });

  /** The question that is being read, or whose answer is. */
  readonly currentId = $derived.by(() => {
    const { path } = this.#conversation;
    const index = path.findIndex(({ id }) => id === this.#scroll.readId);
    return path.slice(0, index + 1).findLast(({ role }) => role === 'user')?.id;
  });

  get conversationId(): string {
    return this.#conversation.id;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  open(): void {
    this.#isOpen = true;
    void this.load();
  }

  close(): void {
    this.#isOpen = false;
  }

  /** Asks for what is not loaded, where that is not known yet. */
  async load(): Promise<void> {
    const { id: conversationId, session, state } = this.#conversation;
    if (!state?.more || this.#told.some(({ id }) => id === this.#firstId)) return;
    this.hasFailed = false;
    try {
      this.#told = (await call(session.caller, getOutline, { conversationId }, undefined)).messages;
    } catch (error) {
      if (!isPassing(error)) throw error;
      this.hasFailed = true;
    }
  }

  async goTo(messageId: string): Promise<void> {
    this.#going.abort();
    this.#going = new AbortController();
    const { signal } = this.#going;
    const isLoaded = await this.#conversation.loadUntil(messageId, signal);
    if (isLoaded && !signal.aborted) await this.#scroll.goTo(messageId);
  }

  #entryOf(question: Message): Entry {
    const known = this.#entries.get(question);
    if (known) return known;
    const entry = { id: question.id, words: firstWords(textOf(question)) };
    this.#entries.set(question, entry);
    return entry;
  }
}

const firstWords = (text: string): string =>
  text
    .slice(0, 4 * maxWords)
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, maxWords);

/** The questions above a message, the oldest first. */
function olderThan(messageId: string | undefined, told: ConversationOutline['messages']): Entry[] {
  const messages = new Map(told.map((message) => [message.id, message]));
  const older: Entry[] = [];
  let message = messages.get(messages.get(messageId ?? '')?.parentId ?? '');
  for (; message; message = messages.get(message.parentId ?? '')) {
    if (message.role === 'user') older.push({ id: message.id, words: message.words });
  }
  return older.reverse();
}

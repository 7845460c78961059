import { call, UnreachableError } from '../../protocol/client.ts';
import { getConversation } from '../../protocol/conversations.ts';
import { ApiError, type ErrorCode } from '../../protocol/errors.ts';
import { newId } from '../../protocol/ids.ts';
import { type AnswerOptions, type NewMessage, sendMessage } from '../../protocol/messages.ts';
import { pause } from '../back-off.ts';
import { type KeptQuestion, keptQuestions, keepQuestion, watchQuestions } from './kept-questions.ts';
import type { OpenConversation } from './conversation.svelte.ts';
import type { Session } from '../session.svelte.ts';

export interface Question {
  conversationId: string;
  text: string;
  /** What it follows; undefined while that is not known: then it is the end of the conversation. */
  parentId: string | null | undefined;
  model: string | null;
  options: AnswerOptions;
  /** It was not written in the message box, whose draft stays. */
  keepDraft: boolean;
}

/**
 * `waiting`: another goes before it. `sending`: on its way, or stored and not yet told by the line. `away`: tried again
 * by itself, with what the server said if it said anything. `refused`: not tried again by itself.
 */
export type UnsentState =
  | { name: 'waiting' | 'sending' | 'stored' }
  | { name: 'away'; code: ErrorCode | null }
  | { name: 'refused'; code: ErrorCode };

export interface Unsent extends KeptQuestion {
  readonly state: UnsentState;
}

const firstDelayMs = 1_000;
const maxDelayMs = 15_000;
/** A line that is half open takes a question and never answers. */
const attemptLimitMs = 20_000;

/**
 * What was sent and is not on the server yet, as far as this page knows, of all conversations. It is kept in the browser
 * until the server has stored it, and is tried again under the same ids: however often it arrives, the model is asked
 * once. What follows another goes after it.
 */
export class Outbox {
  readonly #session: Session;
  #unsent = $state.raw<readonly Unsent[]>([]);
  #open: OpenConversation | undefined;
  /** What has to be over before a question goes. */
  readonly #first = new Map<string, Promise<void>>();
  #isSending = false;
  #retryNow = new AbortController();

  constructor(session: Session) {
    this.#session = session;
    this.#unsent = keptQuestions().map((kept) => ({ ...kept, state: { name: 'waiting' } }));
    watchQuestions((id, kept) => this.#heardOfOtherTab(id, kept));
    void this.#sendAll();
  }

  get unsent(): readonly Unsent[] {
    return this.#unsent;
  }

  /** The conversation that is open tells here what it has, and is told what was stored. Gives back how to end that. */
  follow(conversation: OpenConversation): () => void {
    this.#open = conversation;
    return () => {
      this.#drop(({ state }) => state.name === 'stored');
      if (this.#open === conversation) this.#open = undefined;
    };
  }

  /** Forgets what the open conversation has: another branch of it may be shown later. */
  settle(): void {
    const messages = this.#open?.state?.messages ?? {};
    this.#drop(({ body }) => messages[body.id] !== undefined);
  }

  /** Kept before anything else happens. It goes when `first` is over. */
  send(question: Question, first?: Promise<void>): void {
    const { conversationId, text, parentId = null, model, options, keepDraft } = question;
    const chosen = { ...(model === null ? {} : { model }), ...(keepDraft ? { keepDraft } : {}) };
    const body: NewMessage = { id: newId(), answerId: newId(), parentId, text, ...chosen, options };
    const place = 1 + Math.max(0, ...this.#unsent.map((other) => other.place));
    const atEnd = question.parentId === undefined;
    if (first) this.#first.set(body.id, first);
    this.#unsent = [...this.#unsent, { conversationId, place, atEnd, body, state: { name: 'waiting' } }];
    this.#keep(body.id);
    void this.#sendAll();
  }

  /** Tries again at once, under the same ids. */
  again(): void {
    this.#retryNow.abort();
    void this.#sendAll();
  }

  /** What was refused is asked anew in its place: by now it may be for another model. */
  askAnew(id: string, now: Pick<Question, 'model' | 'options'>): void {
    const unsent = this.#find(id);
    if (unsent?.state.name !== 'refused') return;
    const { model: _, ...rest } = unsent.body;
    const ids = { id: newId(), answerId: newId() };
    const chosen = { ...(now.model === null ? {} : { model: now.model }), options: now.options };
    const body: NewMessage = { ...rest, ...ids, ...chosen };
    const atEnd = unsent.state.code === 'parent_not_found';
    const anew: Unsent = { ...unsent, body, atEnd, state: { name: 'waiting' } };
    this.#unsent = this.#unsent.map((one) => (one === unsent ? anew : one));
    this.#keep(id);
    this.#keep(body.id);
    this.#lead(unsent.body.answerId, body.answerId ?? null);
    void this.#sendAll();
  }

  /** Gives the text back to whoever wrote it; it is not tried again. What followed it follows what it followed. */
  takeBack(id: string): string {
    const unsent = this.#find(id);
    if (!unsent) return '';
    this.#drop((one) => one === unsent);
    this.#lead(unsent.body.answerId, unsent.body.parentId, unsent.atEnd);
    this.again();
    return unsent.body.text;
  }

  #find(id: string): Unsent | undefined {
    return this.#unsent.find(({ body }) => body.id === id);
  }

  async #sendAll(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    try {
      for (let delayMs = firstDelayMs, next = this.#next(); next; next = this.#next()) {
        const isAnswered = await this.#attempt(next);
        if (!isAnswered) await this.#wait(delayMs);
        delayMs = isAnswered ? firstDelayMs : Math.min(maxDelayMs, delayMs * 2);
      }
    } finally {
      this.#isSending = false;
    }
  }

  /** The first that can go: nothing that it follows is here still. */
  #next(): Unsent | undefined {
    const ahead = this.#unsent.filter(({ state }) => state.name !== 'stored');
    const answers = new Set(ahead.map(({ body }) => body.answerId));
    return ahead.find(({ body, state }) => state.name !== 'refused' && !answers.has(body.parentId ?? ''));
  }

  /** Whether there is an answer, be it a refusal. */
  async #attempt({ body: { id }, state }: Unsent): Promise<boolean> {
    if (state.name === 'waiting') this.#show(id, { name: 'sending' });
    await this.#first.get(id);
    this.#first.delete(id);
    try {
      await this.#findEnd(id);
      const unsent = this.#find(id);
      if (!unsent) return true;
      const { conversationId, body } = unsent;
      const signal = AbortSignal.timeout(attemptLimitMs);
      await call(this.#session.caller, sendMessage, { conversationId }, body, { signal });
    } catch (error) {
      return this.#bear(id, error);
    }
    await this.#stored(id);
    return true;
  }

  /** Found out once and before the first attempt: a body that was sent never changes. */
  async #findEnd(id: string): Promise<void> {
    const unsent = this.#find(id);
    if (!unsent?.atEnd) return;
    const parentId = await this.#leafOf(unsent.conversationId);
    this.#change(id, { atEnd: false, body: { ...unsent.body, parentId } });
    this.#keep(id);
  }

  async #leafOf(conversationId: string): Promise<string | null> {
    const signal = AbortSignal.timeout(attemptLimitMs);
    const options = { query: { limit: 1 }, signal };
    try {
      const params = { conversationId };
      const { conversation } = await call(this.#session.caller, getConversation, params, undefined, options);
      return conversation.leafId;
    } catch (error) {
      if (error instanceof ApiError && error.code === 'conversation_not_found') return null;
      throw error;
    }
  }

  async #stored(id: string): Promise<void> {
    const unsent = this.#find(id);
    if (!unsent) return;
    this.#show(id, { name: 'stored' });
    this.#keep(id);
    const open = this.#open?.id === unsent.conversationId ? this.#open : undefined;
    if (!open) return this.#drop(({ body }) => body.id === id);
    this.settle();
    // The line tells what was stored. One that is down, or begins only now, would tell it late or not at all.
    const isTold = !this.#find(id) || (this.#session.line === 'live' && unsent.body.parentId !== null);
    if (!isTold) await open.take();
    this.settle();
  }

  #bear(id: string, error: unknown): boolean {
    if (!this.#find(id)) return true;
    if (error instanceof ApiError && !error.retryable) {
      this.#show(id, { name: 'refused', code: error.code });
      return true;
    }
    if (!isPassing(error)) throw error;
    this.#show(id, { name: 'away', code: error instanceof ApiError ? error.code : null });
    return false;
  }

  async #wait(delayMs: number): Promise<void> {
    this.#retryNow = new AbortController();
    const { signal } = this.#retryNow;
    await Promise.race([pause(delayMs * (0.5 + Math.random() / 2)), aborted(signal)]);
  }

  #show(id: string, state: UnsentState): void {
    this.#change(id, { state });
  }

  #change(id: string, change: Partial<Unsent>): void {
    this.#unsent = this.#unsent.map((one) => (one.body.id === id ? { ...one, ...change } : one));
  }

  /** What followed an answer that will not come follows another message. */
  #lead(answerId: string | undefined, parentId: string | null, atEnd = false): void {
    for (const { body } of this.#unsent) {
      if (body.parentId !== answerId) continue;
      this.#change(body.id, { atEnd, body: { ...body, parentId } });
      this.#keep(body.id);
    }
  }

  #drop(isOver: (unsent: Unsent) => boolean): void {
    const over = this.#unsent.filter(isOver);
    if (over.length === 0) return;
    this.#unsent = this.#unsent.filter((unsent) => !over.includes(unsent));
    for (const { body } of over) this.#keep(body.id);
  }

  /** What is in the browser is what is here and not yet stored. */
  #keep(id: string): void {
    const unsent = this.#find(id);
    keepQuestion(id, unsent && unsent.state.name !== 'stored' ? unsent : null);
  }

  /** Another tab of this browser took it back, had it stored, or gave it another parent. */
  #heardOfOtherTab(id: string, kept: KeptQuestion | null): void {
    if (this.#find(id)?.state.name === 'stored') return;
    if (kept) this.#change(id, kept);
    else this.#unsent = this.#unsent.filter(({ body }) => body.id !== id);
  }
}

function isPassing(error: unknown): boolean {
  const isLate = error instanceof DOMException && error.name === 'TimeoutError';
  return isLate || error instanceof UnreachableError || error instanceof ApiError;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

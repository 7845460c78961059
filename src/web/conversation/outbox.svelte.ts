import { ApiError, type ErrorCode } from '../../protocol/errors.ts';
import { newId } from '../../protocol/ids.ts';
import type { AnswerOptions } from '../../protocol/answer-options.ts';
import { rest } from '../back-off.ts';
import { failureSentence } from '../i18n/failure.ts';
import { t } from '../i18n/i18n.svelte.ts';
import type { Session } from '../session.svelte.ts';
import { toasts } from '../ui/toasts.svelte.ts';
import type { OpenConversation } from './conversation.svelte.ts';
import { type KeptQuestion, keptQuestions, keepQuestion, watchQuestions } from './kept-questions.ts';
import { leafOf, mayPass, storeQuestion, takeOff } from './sending.ts';

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
/** What is as yet only here. */
const fresh = { isTried: false, isTakenBack: false, state: { name: 'waiting' } } as const;

/**
 * What was sent and is not on the server yet, as far as this page knows, of all conversations. It is kept in the browser
 * until the server has stored it, and is tried again under the same ids: however often it arrives, the model is asked
 * once. In a conversation what follows another goes after it; no conversation waits for another.
 */
export class Outbox {
  readonly #session: Session;
  #all = $state.raw<readonly Unsent[]>([]);
  /** In the order of sending, without what was taken back and may still have to be taken off the server. */
  readonly unsent = $derived(this.#all.filter(({ isTakenBack }) => !isTakenBack));
  #open: OpenConversation | undefined;
  /** What has to be over before a question goes. */
  readonly #first = new Map<string, Promise<void>>();
  /** The conversations in which something is on its way, or about to be. */
  readonly #sending = new Set<string>();
  #retryNow = new AbortController();

  constructor(session: Session) {
    this.#session = session;
    this.#all = keptQuestions().map((kept) => ({ ...kept, state: { name: 'waiting' } }));
    watchQuestions((id, kept) => this.#heardOfOtherTab(id, kept));
    this.#sendAll();
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
    this.#drop(({ body, isTakenBack }) => !isTakenBack && messages[body.id] !== undefined);
  }

  /** Kept before anything else happens. It goes when `first` is over. */
  send(question: Question, first?: Promise<void>): void {
    const { conversationId, text, parentId = null, model, options, keepDraft } = question;
    const chosen = { ...(model === null ? {} : { model }), ...(keepDraft ? { keepDraft } : {}) };
    const body = { id: newId(), answerId: newId(), parentId, text, ...chosen, options };
    const place = 1 + Math.max(0, ...this.#all.map((other) => other.place));
    const atEnd = question.parentId === undefined;
    if (first) this.#first.set(body.id, first);
    this.#all = [...this.#all, { conversationId, place, atEnd, body, ...fresh }];
    this.#keep(body.id);
    this.#sendAll();
  }

  /** Tries again at once, under the same ids. */
  again(): void {
    this.#retryNow.abort();
    this.#retryNow = new AbortController();
    this.#sendAll();
  }

  /** What was refused is asked anew in its place: by now it may be for another model. */
  askAnew(id: string, now: Pick<Question, 'model' | 'options'>): void {
    const unsent = this.#find(id);
    if (unsent?.state.name !== 'refused') return;
    const { model: _, ...same } = unsent.body;
    const ids = { id: newId(), answerId: newId() };
    const chosen = { ...(now.model === null ? {} : { model: now.model }), options: now.options };
    const body = { ...same, ...ids, ...chosen };
    const atEnd = unsent.state.code === 'parent_not_found';
    const anew: Unsent = { ...unsent, body, atEnd, ...fresh };
    this.#all = this.#all.map((one) => (one === unsent ? anew : one));
    this.#keep(id);
    this.#keep(body.id);
    this.#lead(unsent.body.answerId, body.answerId);
    this.#sendAll();
  }

  /**
   * Gives the text back to whoever wrote it; it is not tried again. What followed it follows what it followed. One that may
   * have arrived is kept, unseen, until the server has taken it off: what comes after it goes after that.
   */
  takeBack(id: string): string {
    const unsent = this.#find(id);
    if (!unsent) return '';
    if (unsent.isTried) this.#change(id, { isTakenBack: true, state: { name: 'waiting' } });
    else this.#drop((one) => one === unsent);
    this.#keep(id);
    this.#lead(unsent.body.answerId, unsent.body.parentId, unsent.atEnd);
    this.again();
    return unsent.body.text;
  }

  #find(id: string): Unsent | undefined {
    return this.#all.find(({ body }) => body.id === id);
  }

  #sendAll(): void {
    for (const id of new Set(this.#all.map(({ conversationId }) => conversationId))) void this.#sendIn(id);
  }

  async #sendIn(conversationId: string): Promise<void> {
    if (this.#sending.has(conversationId)) return;
    this.#sending.add(conversationId);
    const next = (): Unsent | undefined => this.#nextIn(conversationId);
    try {
      for (let delayMs = firstDelayMs, one = next(); one; one = next()) {
        const isAnswered = await (one.isTakenBack ? this.#takeOff(one) : this.#attempt(one));
        if (!isAnswered) await rest(delayMs * (0.5 + Math.random() / 2), this.#retryNow.signal);
        delayMs = isAnswered ? firstDelayMs : Math.min(maxDelayMs, delayMs * 2);
      }
    } finally {
      this.#sending.delete(conversationId);
    }
  }

  /** The first that can go: nothing that it follows is here still. */
  #nextIn(conversationId: string): Unsent | undefined {
    const ours = this.#all.filter((one) => one.conversationId === conversationId);
    const ahead = ours.filter(({ state }) => state.name !== 'stored');
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
      this.#change(id, { isTried: true });
      this.#keep(id);
      const unsent = this.#find(id);
      if (!unsent || unsent.isTakenBack) return true;
      await storeQuestion(this.#session.caller, unsent);
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
    const parentId = await leafOf(this.#session.caller, unsent.conversationId);
    this.#change(id, { atEnd: false, body: { ...unsent.body, parentId } });
    this.#keep(id);
  }

  /** Whether what was taken back is settled: nobody has to wait for it any more. */
  async #takeOff(unsent: Unsent): Promise<boolean> {
    try {
      const outcome = await takeOff(this.#session.caller, unsent);
      const text = unsent.body.text.slice(0, 80);
      if (outcome !== 'gone') toasts.show(t(`message_taken_back_${outcome}`, { text }));
    } catch (error) {
      if (mayPass(error)) return false;
      toasts.show(failureSentence(error), { look: 'danger' });
    }
    this.#drop(({ body }) => body.id === unsent.body.id);
    return true;
  }

  async #stored(id: string): Promise<void> {
    const unsent = this.#find(id);
    if (!unsent || unsent.isTakenBack) return;
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
    const unsent = this.#find(id);
    if (!unsent || unsent.isTakenBack) return true;
    const code = error instanceof ApiError ? error.code : null;
    if (mayPass(error)) this.#show(id, { name: 'away', code });
    else if (code) this.#show(id, { name: 'refused', code });
    else throw error;
    return !mayPass(error);
  }

  #show(id: string, state: UnsentState): void {
    this.#change(id, { state });
  }

  #change(id: string, change: Partial<Unsent>): void {
    this.#all = this.#all.map((one) => (one.body.id === id ? { ...one, ...change } : one));
  }

  /** What followed an answer that will not come follows another message. */
  #lead(answerId: string | undefined, parentId: string | null, atEnd = false): void {
    for (const { body } of this.#all) {
      if (body.parentId !== answerId) continue;
      this.#change(body.id, { atEnd, body: { ...body, parentId } });
      this.#keep(body.id);
    }
  }

  #drop(isOver: (unsent: Unsent) => boolean): void {
    const over = this.#all.filter(isOver);
    if (over.length === 0) return;
    this.#all = this.#all.filter((unsent) => !over.includes(unsent));
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
    else this.#all = this.#all.filter(({ body }) => body.id !== id);
  }
}

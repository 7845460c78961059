import { call, UnreachableError } from '../../protocol/client.ts';
import { ApiError, type ErrorCode } from '../../protocol/errors.ts';
import { newId } from '../../protocol/ids.ts';
import { type AnswerOptions, type NewMessage, sendMessage } from '../../protocol/messages.ts';
import { pause } from '../back-off.ts';
import { keepText, keptText } from '../kept-text.ts';
import type { OpenConversation } from './conversation.svelte.ts';

export interface Question {
  text: string;
  parentId: string | null;
  model: string | null;
  options: AnswerOptions;
}

/** `sending`: on its way, or stored and not yet told by the line. `away`: tried again by itself. `refused`: not. */
export type Unsent =
  { body: NewMessage; state: 'sending' | 'away' } | { body: NewMessage; state: 'refused'; code: ErrorCode };

const firstDelayMs = 1_000;
const maxDelayMs = 15_000;

/**
 * What was sent and is not on the server yet, as far as this page knows. It is kept in the browser until the server has
 * stored it, and is tried again under the same ids: however often it arrives, the model is asked once.
 */
export class Outbox {
  readonly #conversation: OpenConversation;
  #unsent = $state.raw<Unsent | null>(null);
  #retryNow = new AbortController();
  #isTrying = false;

  constructor(conversation: OpenConversation) {
    this.#conversation = conversation;
    const kept = keptText(this.#storageKey);
    if (kept !== '') this.#unsent = { body: JSON.parse(kept) as NewMessage, state: 'away' };
  }

  /** Gone as soon as the conversation shows it. */
  readonly unsent = $derived.by(() => {
    const unsent = this.#unsent;
    return unsent && this.#conversation.state?.messages[unsent.body.id] ? null : unsent;
  });

  /** Forgets what the conversation has: another branch of it may be shown later. Follow the conversation first. */
  follow(): () => void {
    return this.#conversation.session.listen(() => this.#settle());
  }

  async send({ text, parentId, model, options }: Question): Promise<void> {
    const chosen = model === null ? {} : { model };
    const body: NewMessage = { id: newId(), answerId: newId(), parentId, text, ...chosen, options };
    await this.#sendUntilStored(body);
  }

  /** Tries again at once, under the same ids. */
  async again(): Promise<void> {
    const unsent = this.#unsent;
    if (unsent?.state !== 'away') return;
    if (this.#isTrying) this.#retryNow.abort();
    else await this.#sendUntilStored(unsent.body);
  }

  /** What was refused is asked anew: by now it may be for another model. */
  async askAnew(now: Pick<Question, 'model' | 'options'>): Promise<void> {
    const unsent = this.#unsent;
    if (unsent?.state !== 'refused') return;
    const { text, parentId } = unsent.body;
    await this.send({ text, parentId, ...now });
  }

  /** Gives the text back to whoever wrote it; it is not tried again. */
  takeBack(): string {
    const text = this.#unsent?.body.text ?? '';
    this.#keep(null);
    this.#retryNow.abort();
    return text;
  }

  async #sendUntilStored(body: NewMessage): Promise<void> {
    this.#isTrying = true;
    this.#keep({ body, state: 'sending' });
    for (let delayMs = firstDelayMs; this.#isStillAbout(body); delayMs = Math.min(maxDelayMs, delayMs * 2)) {
      if (await this.#attempt(body)) break;
      await this.#wait(delayMs);
    }
    this.#isTrying = false;
  }

  /** Whether there is an answer, be it a refusal. */
  async #attempt(body: NewMessage): Promise<boolean> {
    const { id: conversationId, session } = this.#conversation;
    try {
      await call(session.caller, sendMessage, { conversationId }, body);
    } catch (error) {
      return this.#bear(body, error);
    }
    keepText(this.#storageKey, '');
    this.#settle();
    // The line tells what was stored. One that is down, or begins only now, would tell it late or not at all.
    const isTold = !this.#isStillAbout(body) || (session.line === 'live' && body.parentId !== null);
    if (!isTold) await this.#conversation.take();
    return true;
  }

  #bear(body: NewMessage, error: unknown): boolean {
    if (!this.#isStillAbout(body)) return true;
    if (error instanceof UnreachableError) this.#keep({ body, state: 'away' });
    else if (error instanceof ApiError) this.#keep({ body, state: 'refused', code: error.code });
    else throw error;
    return error instanceof ApiError;
  }

  async #wait(delayMs: number): Promise<void> {
    this.#retryNow = new AbortController();
    await Promise.race([pause(delayMs), aborted(this.#retryNow.signal)]);
  }

  #settle(): void {
    if (this.#unsent && this.#conversation.state?.messages[this.#unsent.body.id]) this.#keep(null);
  }

  #isStillAbout(body: NewMessage): boolean {
    return this.#unsent?.body.id === body.id;
  }

  #keep(unsent: Unsent | null): void {
    this.#unsent = unsent;
    keepText(this.#storageKey, unsent ? JSON.stringify(unsent.body) : '');
  }

  get #storageKey(): string {
    return `inkstone.outbox.${this.#conversation.id}`;
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

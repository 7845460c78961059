import * as z from 'zod/mini';
import { ApiError } from '../../../protocol/errors.ts';
import { Id, newId } from '../../../protocol/ids.ts';
import type { Generation } from '../../generation/generation.ts';
import type { Journal } from '../../journal/journal.ts';
import { watchAnswer } from '../../journal/watch-answer.ts';
import { readConversation } from '../../store/conversations.ts';
import { readSnapshot } from '../../store/messages.ts';
import type { Store } from '../../store/store.ts';

export interface SessionParts {
  store: Store;
  journal: Journal;
  generation: Generation;
}

export interface Question {
  user: string;
  conversationId: string;
  text: string;
  /** The id that the answer is to have. */
  answerId: string;
  /** Called when nothing but the asking itself is left to do. */
  onTurn?: () => void;
  signal: AbortSignal;
}

const cookieName = 'inkstone_chat';
const cookieAgeSeconds = 30 * 24 * 3600;
const maxWaiting = 8;

/** A session is a conversation whose id the caller keeps in a cookie: what it asks one after the other is one talk. */
export class Sessions {
  readonly #parts: SessionParts;
  /** Those who wait for their turn, by conversation. */
  readonly #turns = new Map<string, { last: Promise<void>; waiting: number }>();

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  /** The caller's conversation, or a new one if it has none (any more). */
  async conversationOf(user: string, cookies: string | undefined): Promise<string> {
    const id = readCookie(cookies);
    return id !== null && (this.#turns.has(id) || (await this.#exists(user, id))) ? id : newId();
  }

  /** Asks when the answers before it have ended. The answer is then written to its end, whoever still listens. */
  async ask(question: Question): Promise<void> {
    const { conversationId } = question;
    const turn = this.#turns.get(conversationId) ?? { last: Promise.resolve(), waiting: 0 };
    if (turn.waiting >= maxWaiting) throw new ApiError('overloaded', 'this session has too many questions');
    turn.waiting += 1;
    this.#turns.set(conversationId, turn);
    const asked = turn.last.then(() => this.#askNow(question));
    turn.last = asked.catch(() => undefined);
    try {
      await asked;
    } finally {
      turn.waiting -= 1;
      if (turn.waiting === 0) this.#turns.delete(conversationId);
    }
  }

  async #askNow(question: Question): Promise<void> {
    const { user, conversationId, text, answerId, signal } = question;
    signal.throwIfAborted();
    const parentId = (await this.#exists(user, conversationId))
      ? await this.#endOf(user, conversationId, signal)
      : null;
    signal.throwIfAborted();
    question.onTurn?.();
    await this.#parts.generation.send(user, conversationId, { id: newId(), answerId, parentId, text });
  }

  /** The last answer of a conversation, once it has ended. One that is taken back meanwhile leaves another to be the last. */
  async #endOf(user: string, conversationId: string, signal: AbortSignal): Promise<string | null> {
    const { conversation, messages } = await readSnapshot(this.#parts.store.read, user, conversationId, {
      limit: 1,
    });
    if (messages.at(-1)?.role !== 'assistant') return conversation.leafId;
    const hasEnded = await this.#hasEnded(user, messages.at(-1)!.id, signal);
    return hasEnded ? conversation.leafId : this.#endOf(user, conversationId, signal);
  }

  /** Waits for the end of an answer; `false`: it is gone. */
  async #hasEnded(user: string, answerId: string, signal: AbortSignal): Promise<boolean> {
    try {
      for await (const answer of watchAnswer(this.#parts, user, answerId, signal)) void answer;
      return true;
    } catch (error) {
      if (error instanceof ApiError && error.code === 'answer_not_found') return false;
      throw error;
    }
  }

  async #exists(user: string, conversationId: string): Promise<boolean> {
    try {
      await readConversation(this.#parts.store.read, user, conversationId);
      return true;
    } catch (error) {
      if (error instanceof ApiError && error.code === 'conversation_not_found') return false;
      throw error;
    }
  }
}

function readCookie(cookies: string | undefined): string | null {
  const value = (cookies ?? '')
    .split(';')
    .map((cookie) => cookie.trim())
    .find((cookie) => cookie.startsWith(`${cookieName}=`))
    ?.slice(cookieName.length + 1);
  return z.safeParse(Id, value).success ? value! : null;
}

/**
 * `crossSite`: for the page of an allowed origin, whose requests carry only a cookie that says so. Browsers take such a
 * `Secure` cookie from a server on loopback without TLS, too.
 */
export function sessionCookie(conversationId: string, { crossSite }: { crossSite: boolean }): string {
  const site = crossSite ? 'SameSite=None; Secure' : 'SameSite=Lax';
  return `${cookieName}=${conversationId}; Path=/chat; Max-Age=${cookieAgeSeconds}; HttpOnly; ${site}`;
}

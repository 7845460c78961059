import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod/mini';
import { ApiError } from '../../protocol/errors.ts';
import { newId } from '../../protocol/ids.ts';
import { type Message, NewMessage } from '../../protocol/messages.ts';
import { readJson } from '../body.ts';
import { apiErrorOf } from '../errors.ts';
import { watchAnswer } from '../journal/watch-answer.ts';
import type { Logger } from '../logger.ts';
import { readAnswer } from '../store/messages.ts';
import { sentence } from '../sentences.ts';
import type { NodeRoute, Visit } from '../visit.ts';
import { allowOrigin, answerPreflight } from './cors.ts';
import { EventWriter } from './event-writer.ts';
import { afterEnd, parsePlace, relayAnswer, textOf } from './relay.ts';
import { sessionCookie, Sessions, type SessionParts } from './sessions.ts';

export interface TutorialParts extends SessionParts {
  logger: Logger;
}

const methods = ['GET', 'POST', 'OPTIONS'];
const ChatBody = z.object({ message: NewMessage.shape.text });

/** The two contracts of the tutorial that many pages were written for, at one path: a whole reply, and a stream. */
export function tutorialRoutes(parts: TutorialParts): NodeRoute[] {
  const chat = new TutorialChat(parts);
  return [{ path: '/chat', handle: (...request) => chat.handle(...request) }];
}

class TutorialChat {
  readonly #parts: TutorialParts;
  readonly #sessions: Sessions;

  constructor(parts: TutorialParts) {
    this.#parts = parts;
    this.#sessions = new Sessions(parts);
  }

  async handle(incoming: IncomingMessage, outgoing: ServerResponse, visit: Visit): Promise<void> {
    allowOrigin(outgoing, visit);
    if (incoming.method === 'OPTIONS') return answerPreflight(incoming, outgoing, methods);
    if (incoming.method === 'POST') return this.#reply(incoming, outgoing, visit);
    if (incoming.method === 'GET') return this.#stream(incoming, outgoing, visit);
    outgoing.setHeader('allow', methods.join(', '));
    throw new ApiError('method_not_allowed');
  }

  /** `{"message"}` → `{"response"}`. */
  async #reply(incoming: IncomingMessage, outgoing: ServerResponse, visit: Visit): Promise<void> {
    const text = messageOf(await readJson(incoming));
    const conversationId = await this.#sessions.conversationOf(visit.user, incoming.headers.cookie);
    outgoing.setHeader('set-cookie', sessionCookie(conversationId));
    const { id } = await this.#sessions.ask({ user: visit.user, conversationId, text, signal: visit.signal });
    const answer = await this.#lastState(visit, id);
    visit.signal.throwIfAborted();
    if (answer.status === 'failed')
      throw new ApiError(answer.error?.code ?? 'internal', answer.error?.detail);
    if (answer.status === 'interrupted') throw new ApiError('shutting_down');
    const body = JSON.stringify({ response: textOf(answer) });
    outgoing.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end(body);
  }

  async #lastState({ user, signal }: Visit, answerId: string): Promise<Message> {
    let last: Message | undefined;
    for await (const answer of watchAnswer(this.#parts, user, answerId, signal)) last = answer;
    return last!;
  }

  /** `EventSource` shows a page no status and no body but an event stream's, so every failure is an event of one. */
  async #stream(incoming: IncomingMessage, outgoing: ServerResponse, visit: Visit): Promise<void> {
    const lastEventId = incoming.headers['last-event-id'];
    if (lastEventId) return this.#resume(outgoing, visit, String(lastEventId));
    const conversationId = await this.#sessions.conversationOf(visit.user, incoming.headers.cookie);
    outgoing.setHeader('set-cookie', sessionCookie(conversationId));
    const events = new EventWriter(outgoing);
    try {
      await this.#askAndRelay(events, visit, conversationId);
    } catch (error) {
      this.#fail(events, visit, error);
    }
    events.end();
  }

  async #askAndRelay(events: EventWriter, visit: Visit, conversationId: string): Promise<void> {
    const { user, signal, query } = visit;
    const text = query.get('message')?.replaceAll('\0', '\uFFFD') ?? '';
    if (text.trim() === '')
      return events.write([
        { id: afterEnd(newId(), 0), event: 'error', data: sentence('message_missing', visit.trace.language) },
      ]);
    const { id } = await this.#sessions.ask({ user, conversationId, text, signal });
    events.write([{ id: `${id}:0`, data: '[START]' }]);
    await relayAnswer(events, watchAnswer(this.#parts, user, id, signal), {
      from: 0,
      language: visit.trace.language,
    });
  }

  /** A browser that reconnects by itself. It is given the rest of its answer, or told that there is none (204): no work starts. */
  async #resume(outgoing: ServerResponse, visit: Visit, lastEventId: string): Promise<void> {
    const place = parsePlace(lastEventId);
    if (!place || !(await this.#hasMore(visit.user, place))) return void outgoing.writeHead(204).end();
    const { answerId, sent } = place;
    const states = watchAnswer(this.#parts, visit.user, answerId, visit.signal);
    const events = new EventWriter(outgoing);
    await relayAnswer(events, states, { from: sent, language: visit.trace.language });
    events.end();
  }

  /** Whether there is anything after a place: more text, or the end itself. */
  async #hasMore(user: string, { answerId, sent }: { answerId: string; sent: number }): Promise<boolean> {
    try {
      const answer = await readAnswer(this.#parts.store.read, user, answerId);
      return answer.status === 'running' || answer.status === 'queued' || sent <= textOf(answer).length;
    } catch (error) {
      if (error instanceof ApiError && error.code === 'answer_not_found') return false;
      throw error;
    }
  }

  #fail(events: EventWriter, { trace, signal }: Visit, error: unknown): void {
    if (signal.aborted && error === signal.reason) return;
    const { code } = apiErrorOf(error, this.#parts.logger, trace.requestId);
    events.write([{ id: afterEnd(newId(), 0), event: 'error', data: sentence(code, trace.language) }]);
  }
}

function messageOf(body: unknown): string {
  const result = z.safeParse(ChatBody, body);
  if (result.success) return result.data.message;
  throw new ApiError(
    'invalid_request',
    `message: ${result.error.issues[0]?.message ?? 'a text is expected'}`,
  );
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod/mini';
import { ApiError } from '../../../protocol/errors.ts';
import { newId } from '../../../protocol/ids.ts';
import { type Message, NewMessage, textOf } from '../../../protocol/messages.ts';
import { readJson } from '../../body.ts';
import { apiErrorOf } from '../../errors.ts';
import { watchAnswer } from '../../journal/watch-answer.ts';
import type { Logger } from '../../logger.ts';
import { readAnswer } from '../../store/messages.ts';
import { sentence } from '../../sentences.ts';
import type { NodeRoute, Visit } from '../../visit.ts';
import { allowOrigin, answerPreflight } from '../cors.ts';
import type { TextEvent } from './event-text.ts';
import { EventWriter } from './event-writer.ts';
import { beforeStart, hasMore, parsePlace, type Place, relayAnswer } from './relay.ts';
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
    outgoing.setHeader(
      'set-cookie',
      sessionCookie(conversationId, { crossSite: visit.allowedOrigin !== null }),
    );
    const answerId = newId();
    const { user, signal } = visit;
    await this.#sessions.ask({ user, conversationId, text, answerId, signal });
    const answer = await this.#lastState(visit, answerId);
    signal.throwIfAborted();
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
    outgoing.setHeader(
      'set-cookie',
      sessionCookie(conversationId, { crossSite: visit.allowedOrigin !== null }),
    );
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
    if (text.trim() === '') return events.write([refusal('message_missing', visit)]);
    const answerId = newId();
    // Before the question is stored: a browser whose line breaks just then must not ask it a second time.
    const onTurn = (): void => events.mark(`${answerId}:${beforeStart}`);
    await this.#sessions.ask({ user, conversationId, text, answerId, onTurn, signal });
    await this.#relay(events, visit, { answerId, sent: beforeStart });
  }

  #relay(events: EventWriter, { user, signal, trace }: Visit, place: Place): Promise<void> {
    const states = watchAnswer(this.#parts, user, place.answerId, signal);
    return relayAnswer(events, states, { place, language: trace.language });
  }

  /** A browser that reconnects by itself. It is given the rest of its answer, or told that there is none (204): no work starts. */
  async #resume(outgoing: ServerResponse, visit: Visit, lastEventId: string): Promise<void> {
    const place = parsePlace(lastEventId);
    if (!place || !(await this.#hasMore(visit.user, place))) return void outgoing.writeHead(204).end();
    const events = new EventWriter(outgoing);
    await this.#relay(events, visit, place);
    events.end();
  }

  async #hasMore(user: string, place: Place): Promise<boolean> {
    try {
      return hasMore(await readAnswer(this.#parts.store.read, user, place.answerId), place);
    } catch (error) {
      if (error instanceof ApiError && error.code === 'answer_not_found') return false;
      throw error;
    }
  }

  #fail(events: EventWriter, visit: Visit, error: unknown): void {
    const { signal, trace } = visit;
    if (signal.aborted && error === signal.reason) return;
    events.write([refusal(apiErrorOf(error, this.#parts.logger, trace.requestId).code, visit)]);
  }
}

/** The end of what never began. Its id is that of no answer, so that the browser that reconnects with it is told to stop. */
function refusal(key: Parameters<typeof sentence>[0], { trace }: Visit): TextEvent {
  return { id: `${newId()}:1`, event: 'error', data: sentence(key, trace.language) };
}

function messageOf(body: unknown): string {
  const result = z.safeParse(ChatBody, body);
  if (result.success) return result.data.message;
  throw new ApiError(
    'invalid_request',
    `message: ${result.error.issues[0]?.message ?? 'a text is expected'}`,
  );
}

import { afterAll, beforeAll } from 'vitest';
import type { Message } from '../../src/protocol/messages.ts';
import type { EventLine } from './event-line.ts';
import { type Inkstone, startInkstone } from './inkstone.ts';

/** Whoever calls the tutorial's `/chat`, and a look behind it. */
export interface TutorialCaller {
  readonly inkstone: Inkstone;
  chatUrl(message: string): string;
  post(message: string, headers?: Record<string, string>): ReturnType<Inkstone['send']>;
  /** What was said in the session of this cookie. */
  messagesOf(cookie: string): Promise<Message[]>;
  /** How often a model was asked, titles apart. */
  asked(): number;
}

/** One server for the tests of a file. */
export function useTutorial(): TutorialCaller {
  let inkstone: Inkstone;
  beforeAll(async () => {
    inkstone = await startInkstone();
  });
  afterAll(() => inkstone[Symbol.asyncDispose]());
  return {
    get inkstone() {
      return inkstone;
    },
    chatUrl: (message) => callerOf(inkstone).chatUrl(message),
    post: (message, headers) => callerOf(inkstone).post(message, headers),
    messagesOf: (cookie) => callerOf(inkstone).messagesOf(cookie),
    asked: () => callerOf(inkstone).asked(),
  };
}

export function callerOf(inkstone: Inkstone): TutorialCaller {
  return {
    inkstone,
    chatUrl: (message) => `${inkstone.origin}/chat?message=${encodeURIComponent(message)}`,
    post(message, headers = {}) {
      const body = JSON.stringify({ message });
      const all = { 'content-type': 'application/json', ...headers };
      return inkstone.send('/chat', { method: 'POST', headers: all, body });
    },
    async messagesOf(cookie) {
      const reply = await inkstone.send(`/api/conversations/${cookie.split('=')[1]}`);
      return (reply.json() as { messages: Message[] }).messages;
    },
    asked: () =>
      inkstone.demo.requests().filter(({ body }) => !JSON.stringify(body).includes('Write a title')).length,
  };
}

export const script = (fields: object): string => `/script ${JSON.stringify({ rate: 0, ...fields })}`;

export const cookieOf = (headers: { 'set-cookie'?: string[] }): string =>
  headers['set-cookie']![0]!.split(';')[0]!;

/** What a page of the tutorial puts together. */
export const textOf = ({ events }: Pick<EventLine, 'events'>): string =>
  events
    .map(({ event, data }) => (event === undefined && !/^\[(START|DONE)\]$/.test(data) ? data : ''))
    .join('');

export const lastId = ({ events }: EventLine): string => events.at(-1)!.id!;

export const isDone = ({ events }: EventLine): boolean => events.at(-1)?.data === '[DONE]';

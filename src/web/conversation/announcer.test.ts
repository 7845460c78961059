import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { Message } from '../../protocol/messages.ts';
import { newId } from '../../protocol/ids.ts';
import { language } from '../i18n/i18n.svelte.ts';
import { Announcer } from './announcer.svelte.ts';

// The language is read as soon as the catalogues are loaded.
vi.hoisted(() => vi.stubGlobal('localStorage', { getItem: () => 'en' }));

beforeAll(() => language.load());
beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function answer(status: Message['status'], text: string, more: Partial<Message> = {}): Message {
  const nothing = {
    parentId: null,
    model: null,
    finishReason: null,
    usage: null,
    timings: null,
    error: null,
    options: null,
  };
  const made = { ...nothing, run: 1, seams: [], createdAt: 1, id: newId(), conversationId: newId() };
  return { ...made, role: 'assistant', parts: [{ type: 'text', text }], status, ...more };
}

/** All that is said from now on until nothing more comes. */
function saidBy(announcer: Announcer): string {
  const said: string[] = [];
  for (let time = 0; time < 10; time++) {
    said.push(announcer.words);
    vi.advanceTimersByTime(2_000);
  }
  return [...new Set(said)].join(' | ');
}

const none = (): number => 0;

test('an answer whose next one begins in the same moment is still said to have ended', () => {
  const announcer = new Announcer();
  const first = answer('running', 'One sentence. And');
  announcer.follow([first], none);
  const ended = answer('complete', 'One sentence. And more', { id: first.id });
  announcer.follow([ended, answer('running', '')], none);
  expect(saidBy(announcer)).toMatch(
    /One sentence\.[^]*And more The answer is complete\. The answer begins\./,
  );
});

test('an answer that waits for its turn does not begin', () => {
  const announcer = new Announcer();
  announcer.follow([answer('queued', '')], none);
  expect(saidBy(announcer)).toBe('');
});

test('an answer that goes on is read from where it goes on', () => {
  const announcer = new Announcer();
  const text = 'Heard before. ';
  announcer.follow([answer('running', `${text}New words. `, { run: 2, seams: [text.length] })], none);
  const said = saidBy(announcer);
  expect(said).toContain('New words.');
  expect(said).not.toContain('Heard');
});

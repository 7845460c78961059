import { beforeEach, expect, test } from 'vitest';
import { keepThinking, recallThinking } from './thinking-memory.ts';

class MemoryStorage implements Storage {
  [name: string]: unknown;
  readonly #items = new Map<string, string>();
  get length(): number {
    return this.#items.size;
  }
  clear = (): void => this.#items.clear();
  getItem = (key: string): string | null => this.#items.get(key) ?? null;
  key = (index: number): string | null => [...this.#items.keys()][index] ?? null;
  removeItem = (key: string): void => void this.#items.delete(key);
  setItem = (key: string, value: string): void => void this.#items.set(key, value);
}

let storage: Storage;
beforeEach(() => (storage = new MemoryStorage()));

test('thinking is off until somebody switches it on', () => {
  expect(recallThinking(storage, null)).toBe(false);
});

test('each conversation keeps its own choice, and a new one begins with the last', () => {
  keepThinking(storage, 'a', true);
  keepThinking(storage, 'b', false);
  expect(recallThinking(storage, 'a')).toBe(true);
  expect(recallThinking(storage, 'b')).toBe(false);
  expect(recallThinking(storage, null)).toBe(false);
  keepThinking(storage, null, true);
  expect(recallThinking(storage, 'new')).toBe(true);
});

test('what is kept does not grow without end', () => {
  for (let index = 0; index < 1_000; index++) keepThinking(storage, `conversation-${index}`, true);
  expect((JSON.parse(storage.getItem('inkstone.thinking')!) as unknown[]).length).toBe(200);
});

test('what cannot be read is begun anew', () => {
  storage.setItem('inkstone.thinking', 'not json');
  expect(recallThinking(storage, 'a')).toBe(false);
  storage.setItem('inkstone.thinking', '17');
  expect(recallThinking(storage, 'a')).toBe(false);
});

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Toasts } from './toasts.svelte.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const texts = (toasts: Toasts): string[] => toasts.shown.map(({ text }) => text);

test('a word goes away by itself; one with a button stays longer', () => {
  const toasts = new Toasts();
  toasts.show('Saved');
  toasts.show('Deleted', { action: { label: 'Undo', run: () => undefined } });
  vi.advanceTimersByTime(6_000);
  expect(texts(toasts)).toEqual(['Deleted']);
  vi.advanceTimersByTime(6_000);
  expect(texts(toasts)).toEqual([]);
});

test('nothing goes away while it is pointed at, and afterwards it has its whole time again', () => {
  const toasts = new Toasts();
  toasts.show('Deleted');
  vi.advanceTimersByTime(5_000);
  toasts.pause();
  vi.advanceTimersByTime(60_000);
  expect(texts(toasts)).toEqual(['Deleted']);
  toasts.resume();
  vi.advanceTimersByTime(5_999);
  expect(texts(toasts)).toEqual(['Deleted']);
  vi.advanceTimersByTime(1);
  expect(texts(toasts)).toEqual([]);
});

test('no more than three are shown: the oldest makes room', () => {
  const toasts = new Toasts();
  for (const text of ['1', '2', '3', '4']) toasts.show(text);
  expect(texts(toasts)).toEqual(['2', '3', '4']);
});

test('what was dismissed does not come back when the pointer leaves', () => {
  const toasts = new Toasts();
  toasts.show('Deleted');
  toasts.pause();
  toasts.dismiss(toasts.shown[0]!.id);
  toasts.resume();
  expect(vi.getTimerCount()).toBe(0);
});

test('the same word with the same thing to do stands there once; each of two deletions can be undone', () => {
  const toasts = new Toasts();
  const reload = { label: 'Reload', run: (): void => undefined };
  toasts.show('There is a new version', { action: reload });
  toasts.show('Deleted', { action: { label: 'Undo', run: () => undefined } });
  toasts.show('There is a new version', { action: { ...reload } });
  toasts.show('Deleted', { action: { label: 'Undo', run: () => undefined } });
  expect(texts(toasts)).toEqual(['Deleted', 'There is a new version', 'Deleted']);
});

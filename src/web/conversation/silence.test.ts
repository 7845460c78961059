import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Silence } from './silence.svelte.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('a model that is silent for 20 seconds is spoken of, with the time, until something comes', () => {
  const silence = new Silence();
  const stop = silence.follow();
  vi.advanceTimersByTime(19_000);
  expect(silence.seconds).toBeNull();
  vi.advanceTimersByTime(1_000);
  expect(silence.seconds).toBe(20);
  vi.advanceTimersByTime(12_000);
  expect(silence.seconds).toBe(32);
  silence.end();
  expect(silence.seconds).toBeNull();
  vi.advanceTimersByTime(20_000);
  expect(silence.seconds).toBe(20);
  stop();
  expect(vi.getTimerCount()).toBe(0);
});

test('a model that goes on writing is never spoken of', () => {
  const silence = new Silence();
  const stop = silence.follow();
  for (let piece = 0; piece < 10; piece++) {
    vi.advanceTimersByTime(19_000);
    expect(silence.seconds).toBeNull();
    silence.end();
  }
  stop();
});

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { systemClock } from './clock.ts';
import { Watchdog } from './watchdog.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const watch = () => {
  const barked: string[] = [];
  return { barked, dog: new Watchdog<string>(systemClock, (reason) => void barked.push(reason)) };
};

test('what does not come in time is told, once', () => {
  const { dog, barked } = watch();
  dog.expect(100, 'late');
  vi.advanceTimersByTime(99);
  expect(barked).toEqual([]);
  vi.advanceTimersByTime(1000);
  expect(barked).toEqual(['late']);
});

test('each arrival gives the next one its whole time, with one timer for all', () => {
  const { dog, barked } = watch();
  for (let count = 0; count < 50; count++) {
    dog.expect(100, 'late');
    vi.advanceTimersByTime(90);
    expect(vi.getTimerCount()).toBe(1);
  }
  expect(barked).toEqual([]);
  vi.advanceTimersByTime(10);
  expect(barked).toEqual(['late']);
});

test('a shorter time replaces a longer one', () => {
  const { dog, barked } = watch();
  dog.expect(1000, 'long');
  dog.expect(10, 'short');
  vi.advanceTimersByTime(10);
  expect(barked).toEqual(['short']);
});

test('nothing is late while it is our turn', () => {
  const { dog, barked } = watch();
  dog.expect(100, 'late');
  dog.rest();
  vi.advanceTimersByTime(10_000);
  dog.expect(100, 'later');
  vi.advanceTimersByTime(100);
  expect(barked).toEqual(['later']);
});

test('nothing is left behind', () => {
  const { dog, barked } = watch();
  dog.expect(100, 'late');
  dog[Symbol.dispose]();
  expect(vi.getTimerCount()).toBe(0);
  vi.advanceTimersByTime(1000);
  expect(barked).toEqual([]);
});

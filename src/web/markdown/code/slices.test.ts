import { expect, test } from 'vitest';
import { Slices } from './slices.ts';

/** A page whose time goes on by what is done in it. */
function page() {
  const idle: (() => void)[] = [];
  const time = { nowMs: 0 };
  const slices = new Slices({ nowMs: () => time.nowMs, whenIdle: (run) => void idle.push(run) });
  return { slices, time, idle, work: (costMs: number) => void (time.nowMs += costMs) };
}

test('work that can wait is done in slices of 8 ms, in the order in which it came', () => {
  const { slices, idle, work, time } = page();
  const done: string[] = [];
  const job = (name: string, parts: number) => () => {
    work(3);
    done.push(name);
    return --parts > 0;
  };
  slices.add(job('first', 4));
  slices.add(job('second', 2));
  expect(done).toEqual([]);
  const sliceLengths: number[] = [];
  for (let run = idle.shift(); run; run = idle.shift()) {
    const startMs = time.nowMs;
    run();
    sliceLengths.push(time.nowMs - startMs);
  }
  expect(done).toEqual(['first', 'first', 'first', 'first', 'second', 'second']);
  expect(sliceLengths).toEqual([9, 9]);
});

test('what is added while a slice runs is not forgotten, and what was taken back is not done', () => {
  const { slices, idle } = page();
  const done: string[] = [];
  const never = () => {
    done.push('never');
    return false;
  };
  slices.add(() => {
    done.push('first');
    slices.remove(never);
    slices.add(() => {
      done.push('added');
      return false;
    });
    return false;
  });
  slices.add(never);
  while (idle.length > 0) idle.shift()?.();
  expect(done).toEqual(['first', 'added']);
});

test('work is done at once only as long as a frame has time for it', () => {
  const { slices, time, work } = page();
  const tries = [1, 2, 3, 4].map(() => slices.atOnce(() => work(2)));
  expect(tries).toEqual([true, true, false, false]);
  time.nowMs += 20;
  expect(slices.atOnce(() => work(2))).toBe(true);
});

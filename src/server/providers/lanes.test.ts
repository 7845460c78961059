import { expect, test } from 'vitest';
import { HandClock } from '../../../test/support/chat-with.ts';
import type { AnswerError } from '../../protocol/errors.ts';
import { Lanes, type Turn, type Wait } from './lanes.ts';

const limited: AnswerError = { code: 'rate_limited', retryable: true };
const failed: AnswerError = { code: 'upstream_failed', retryable: true };
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Answers of one model, by name, and what became of them in order. */
function rig() {
  const clock = new HandClock();
  const lanes = new Lanes(clock);
  const asked: string[] = [];
  const waits = new Map<string, Wait>();
  const stops = new Map<string, AbortController>();
  const enter = (name: string, model = 'm'): Turn => {
    const stop = new AbortController();
    stops.set(name, stop);
    return lanes.enter({ id: 'p' }, model, {
      onWait: (wait) => void waits.set(name, wait),
      signal: stop.signal,
    });
  };
  const go = (name: string, may: Promise<boolean>): void =>
    void may.then((isFree) => asked.push(isFree ? name : `${name} stopped`));
  const again = (name: string, turn: Turn, error = limited, waitMs = 4000): void =>
    go(name, turn.again({ attempt: 1, error, waitMs }));
  const untilMs = (name: string): number | null | undefined => waits.get(name)?.untilMs;
  return { clock, asked, waits, stops, enter, go, again, untilMs };
}

test('behind an answer that is rate limited the others of its model wait, and are asked for one by one in their order', async () => {
  const { clock, asked, enter, go, again, untilMs } = rig();
  const [one, two, three] = [enter('one'), enter('two'), enter('three')];
  // They were under way together, and are refused in another order.
  again('two', two);
  again('one', one);
  go('three', three.free());
  await settled();
  expect([untilMs('one'), untilMs('two'), untilMs('three')]).toEqual([clock.now() + 4000, null, null]);
  clock.advance(4000);
  await settled();
  expect(asked).toEqual(['one']);
  one.passed();
  clock.advance(0);
  await settled();
  expect(asked).toEqual(['one', 'two']);
  two.passed();
  clock.advance(0);
  await settled();
  expect(asked).toEqual(['one', 'two', 'three']);
});

test('a second refusal of the first keeps all others waiting', async () => {
  const { clock, asked, enter, go, again, untilMs } = rig();
  const [one, two] = [enter('one'), enter('two')];
  again('one', one);
  go('two', two.free());
  clock.advance(4000);
  again('one', one, limited, 8000);
  await settled();
  expect([untilMs('one'), untilMs('two')]).toEqual([clock.now() + 8000, null]);
  expect(asked).toEqual(['one']);
});

test('another model is not kept waiting, nor a newcomer once the limit has passed', async () => {
  const { clock, asked, enter, go, again } = rig();
  const one = enter('one');
  again('one', one);
  go('other', enter('other', 'n').free());
  clock.advance(4000);
  await settled();
  one.passed();
  go('late', enter('late').free());
  await settled();
  expect(asked).toEqual(['other', 'one', 'late']);
});

test('who is stopped makes room for the next', async () => {
  const { clock, asked, stops, enter, go, again, untilMs } = rig();
  const [one, two] = [enter('one'), enter('two')];
  again('one', one);
  go('two', two.free());
  stops.get('one')!.abort();
  one[Symbol.dispose]();
  await settled();
  expect(asked).toEqual(['one stopped']);
  expect(untilMs('two')).toBe(clock.now() + 4000);
  clock.advance(4000);
  await settled();
  expect(asked).toEqual(['one stopped', 'two']);
});

test('a person may ask now, whoever waits before', async () => {
  const { asked, waits, enter, go, again } = rig();
  const [one, two] = [enter('one'), enter('two')];
  again('one', one);
  go('two', two.free());
  waits.get('two')!.askNow();
  await settled();
  expect(asked).toEqual(['two']);
});

test('where asking now shows that the limit has passed, the others do not wait for its end', async () => {
  const { clock, asked, waits, enter, go, again } = rig();
  const [one, two] = [enter('one'), enter('two')];
  again('one', one);
  go('two', two.free());
  waits.get('one')!.askNow();
  await settled();
  one.passed();
  clock.advance(0);
  await settled();
  expect(asked).toEqual(['one', 'two']);
});

test('a fault that is no limit concerns nobody else, and its wait can be cut short as well', async () => {
  const { asked, waits, enter, go, again } = rig();
  const one = enter('one');
  again('one', one, failed);
  go('two', enter('two').free());
  await settled();
  expect(asked).toEqual(['two']);
  waits.get('one')!.askNow();
  await settled();
  expect(asked).toEqual(['two', 'one']);
});

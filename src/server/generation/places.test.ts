import { expect, test } from 'vitest';
import { Places } from './places.ts';

const waiting = (answerId: string, conversationId = 'c') => ({ user: 'u', conversationId, answerId });

test('a place that becomes free goes to whoever has waited longest', () => {
  const places = new Places(1);
  const started: string[] = [];
  for (const id of ['a', 'b', 'c']) places.wait(waiting(id), () => started.push(id));
  expect(started).toEqual(['a']);
  places.release('u');
  places.release('u');
  expect(started).toEqual(['a', 'b', 'c']);
  places.release('u');
  expect(places.take('u')).toBe(true);
  expect(places.take('u')).toBe(false);
});

test('what was forgotten is passed over', () => {
  const places = new Places(1);
  const started: string[] = [];
  for (const id of ['a', 'b', 'c']) places.wait(waiting(id), () => started.push(id));
  places.forget('u', ({ answerId }) => answerId === 'b');
  places.forget('nobody', () => true);
  places.release('u');
  expect(started).toEqual(['a', 'c']);
});

test('nobody has a turn once all is to end', () => {
  const places = new Places(1);
  const started: string[] = [];
  places.wait(waiting('a'), () => started.push('a'));
  places.wait(waiting('b'), () => started.push('b'));
  places.close();
  places.release('u');
  places.wait(waiting('c'), () => started.push('c'));
  expect(started).toEqual(['a']);
});

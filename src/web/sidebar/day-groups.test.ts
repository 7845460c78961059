import { expect, test } from 'vitest';
import type { Conversation } from '../../protocol/conversations.ts';
import { groupByDay, startOfDay, stretches } from './day-groups.ts';

const now = new Date(2026, 2, 10, 15, 30).getTime();

const used = (...time: [number, number, number, number?]): Conversation => ({
  id: '0190f000-0000-7000-8000-000000000000',
  title: time.join('-'),
  titleSource: 'person',
  model: null,
  systemPrompt: null,
  options: {},
  leafId: null,
  draft: '',
  running: 0,
  activitySeq: 0,
  createdAt: 0,
  updatedAt: new Date(...time).getTime(),
});

const shape = (conversations: Conversation[]): unknown =>
  groupByDay(conversations, now).map(({ period, conversations: members }) => [period, members.length]);

test('days count from midnight in local time, not from 24 hours ago', () => {
  expect(
    shape([used(2026, 2, 10, 0), used(2026, 2, 9, 23), used(2026, 2, 9, 0), used(2026, 2, 8, 23)]),
  ).toEqual([
    [{ name: 'today' }, 1],
    [{ name: 'yesterday' }, 2],
    [{ name: 'week' }, 1],
  ]);
});

test('what is older than seven days stands under its month', () => {
  expect(shape([used(2026, 2, 3), used(2026, 2, 2), used(2026, 1, 28), used(2025, 1, 28)])).toEqual([
    [{ name: 'week' }, 1],
    [{ name: 'month', firstDayMs: new Date(2026, 2).getTime() }, 1],
    [{ name: 'month', firstDayMs: new Date(2026, 1).getTime() }, 1],
    [{ name: 'month', firstDayMs: new Date(2025, 1).getTime() }, 1],
  ]);
});

test('a clock that was set back does not tear a group in two, nor change the order', () => {
  const groups = groupByDay([used(2026, 2, 9), used(2026, 2, 10), used(2026, 2, 9, 1)], now);
  expect(groups).toHaveLength(1);
  expect(groups[0]!.conversations.map(({ title }) => title)).toEqual(['2026-2-9', '2026-2-10', '2026-2-9-1']);
});

test('a day begins where the calendar says so, also over the end of a month', () => {
  expect(startOfDay(new Date(2026, 2, 1, 12).getTime(), 1)).toBe(new Date(2026, 1, 28).getTime());
});

test('nothing gives no groups', () => {
  expect(groupByDay([], now)).toEqual([]);
});

test('a long group is cut into stretches that lose nothing', () => {
  const items = Array.from({ length: 120 }, (_, index) => index);
  expect(stretches(items).map(({ length }) => length)).toEqual([50, 50, 20]);
  expect(stretches(items).flat()).toEqual(items);
  expect(stretches([])).toEqual([]);
});

import type { Conversation } from '../../protocol/conversations.ts';

/** Where a conversation stands in the list. Months are named by their first day. */
export type Period = { name: 'today' | 'yesterday' | 'week' } | { name: 'month'; firstDayMs: number };

export interface DayGroup {
  key: string;
  period: Period;
  conversations: Conversation[];
}

/** The beginning of the day in local time, so many days before the one of `nowMs`. */
export function startOfDay(nowMs: number, daysBefore = 0): number {
  const date = new Date(nowMs);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() - daysBefore).getTime();
}

/**
 * The list with a heading wherever a new stretch of time begins. The order stays as it came: it is the order of
 * commits, and a clock that was set back must not tear a group in two, so a later entry never goes to a newer group.
 */
export function groupByDay(conversations: readonly Conversation[], nowMs: number): DayGroup[] {
  const groups: DayGroup[] = [];
  const periodOf = periodsAt(nowMs);
  let oldestMs = Infinity;
  for (const conversation of conversations) {
    oldestMs = Math.min(oldestMs, conversation.updatedAt);
    const period = periodOf(oldestMs);
    const key = keyOf(period);
    const last = groups.at(-1);
    if (last?.key === key) last.conversations.push(conversation);
    else groups.push({ key, period, conversations: [conversation] });
  }
  return groups;
}

const keyOf = (period: Period): string => (period.name === 'month' ? String(period.firstDayMs) : period.name);

function periodsAt(nowMs: number): (timeMs: number) => Period {
  const [today, yesterday, week] = [0, 1, 7].map((days) => startOfDay(nowMs, days)) as [
    number,
    number,
    number,
  ];
  return (timeMs) => {
    if (timeMs >= today) return { name: 'today' };
    if (timeMs >= yesterday) return { name: 'yesterday' };
    if (timeMs >= week) return { name: 'week' };
    const date = new Date(timeMs);
    return { name: 'month', firstDayMs: new Date(date.getFullYear(), date.getMonth()).getTime() };
  };
}

const stretchLength = 50;

/** A group in pieces of a size that is drawn or left out as a whole. */
export function stretches<Item>(items: readonly Item[]): Item[][] {
  const count = Math.ceil(items.length / stretchLength);
  return Array.from({ length: count }, (_, index) =>
    items.slice(index * stretchLength, (index + 1) * stretchLength),
  );
}

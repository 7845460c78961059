// Days and months as they are where a person lives: a day there begins at another moment than here, and in some places
// two a year are an hour longer or shorter.

export const dayMs = 86_400_000;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    hourCycle: 'h23',
    ...{ year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
  });
  formats.set(timeZone, format);
  return format;
}

/** By how much clocks there are ahead of UTC at a moment, in milliseconds. */
function offsetMs(timeZone: string, at: number): number {
  const parts = formatOf(timeZone).formatToParts(at);
  const [year, month, day, hour, minute, second] = (
    ['year', 'month', 'day', 'hour', 'minute', 'second'] as const
  ).map((type) => Number(parts.find((part) => part.type === type)?.value)) as [
    ...[year: number, month: number, day: number],
    ...[hour: number, minute: number, second: number],
  ];
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}

/** The day there at a moment, counted from 1970-01-01. */
export const dayAt = (timeZone: string, at: number): number =>
  Math.floor((at + offsetMs(timeZone, at)) / dayMs);

/** When a day begins there, in Unix milliseconds. */
export function startOf(timeZone: string, day: number): number {
  const guess = day * dayMs - offsetMs(timeZone, day * dayMs);
  return day * dayMs - offsetMs(timeZone, guess);
}

/** A day as `2026-11-23`. */
export const nameOf = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10);

/** The first day of the month of a day. */
export function firstOfMonth(day: number): number {
  const date = new Date(day * dayMs);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1) / dayMs;
}

/** A time in which clocks there are by the same amount ahead of UTC. */
export interface Stretch {
  from: number;
  /** Exclusive. */
  to: number;
  offsetMs: number;
}

/** Cuts a time where clocks there are put forward or back. */
export function stretchesOf(timeZone: string, from: number, to: number): Stretch[] {
  const stretches: Stretch[] = [{ from, to, offsetMs: offsetMs(timeZone, from) }];
  for (let at = from; at < to; at += dayMs) {
    const end = Math.min(at + dayMs, to);
    const last = stretches.at(-1)!;
    const offset = offsetMs(timeZone, end);
    if (offset === last.offsetMs) continue;
    last.to = changeBetween(timeZone, at, end);
    stretches.push({ from: last.to, to, offsetMs: offset });
  }
  return stretches;
}

/** The first moment, to the second, at which clocks there are as they are at `to`, which are otherwise at `from`. */
function changeBetween(timeZone: string, from: number, to: number): number {
  const after = offsetMs(timeZone, to);
  while (to - from > 1000) {
    const middle = from + Math.floor((to - from) / 2000) * 1000;
    if (offsetMs(timeZone, middle) === after) to = middle;
    else from = middle;
  }
  return to;
}

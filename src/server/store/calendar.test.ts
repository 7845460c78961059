import { describe, expect, it } from 'vitest';
import { dayAt, dayMs, nameOf, startOf, stretchesOf } from './calendar.ts';

const at = (text: string): number => Date.parse(text);

describe('a day', () => {
  it('begins when it begins there', () => {
    expect(nameOf(dayAt('Asia/Shanghai', at('2026-11-22T15:59:59Z')))).toBe('2026-11-22');
    expect(nameOf(dayAt('Asia/Shanghai', at('2026-11-22T16:00:00Z')))).toBe('2026-11-23');
    expect(nameOf(dayAt('America/New_York', at('2026-11-23T04:59:59Z')))).toBe('2026-11-22');
    expect(nameOf(dayAt('Asia/Kathmandu', at('2026-11-22T18:15:00Z')))).toBe('2026-11-23');
  });

  it('is an hour shorter or longer where clocks are changed', () => {
    const hours = (day: number): number =>
      (startOf('Europe/Berlin', day + 1) - startOf('Europe/Berlin', day)) / 3_600_000;
    const [spring, autumn] = [at('2026-03-29') / dayMs, at('2026-10-25') / dayMs];
    expect([spring - 1, spring, autumn, autumn + 1].map(hours)).toEqual([24, 23, 25, 24]);
  });
});

describe('a time', () => {
  it('is cut where clocks are changed, to the second', () => {
    const [from, to] = [at('2026-01-01T00:00:00Z'), at('2027-01-01T00:00:00Z')];
    expect(stretchesOf('Europe/Berlin', from, to)).toEqual([
      { from, to: at('2026-03-29T01:00:00Z'), offsetMs: 3_600_000 },
      { from: at('2026-03-29T01:00:00Z'), to: at('2026-10-25T01:00:00Z'), offsetMs: 7_200_000 },
      { from: at('2026-10-25T01:00:00Z'), to, offsetMs: 3_600_000 },
    ]);
  });

  it('is whole where they never are', () => {
    expect(stretchesOf('Asia/Shanghai', 0, 400 * dayMs)).toHaveLength(1);
    expect(stretchesOf('UTC', 5, 5)).toEqual([{ from: 5, to: 5, offsetMs: 0 }]);
  });
});

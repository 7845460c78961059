import { expect, test } from 'vitest';
import type { UsageRow } from '../../protocol/usage.ts';
import { usageCsv } from './usage-csv.ts';

const row = (overrides: Partial<UsageRow> = {}): UsageRow => ({
  period: '2026-11-23',
  model: 'demo/demo',
  requests: 2,
  promptTokens: 30,
  cachedTokens: 10,
  completionTokens: 20,
  reasoningTokens: 5,
  searches: 1,
  amounts: [{ currency: 'CNY', micros: 1234 }],
  unpriced: 0,
  estimated: 0,
  ...overrides,
});

const linesOf = (rows: UsageRow[], names = new Map<string, string>()): string[] =>
  usageCsv(rows, 'en', names).split('\r\n');

test('a row has its numbers as numbers, and money of each currency in a column of its own', () => {
  const [, line] = linesOf([row({ amounts: [{ currency: 'USD', micros: 2_500_000 }] })]);
  expect(line).toBe('2026-11-23,demo,demo,2,30,10,20,5,1,,2.500000,0,0');
  expect(linesOf([row()])[1]).toContain(',0.001234,,');
});

test('the head is in the language of the page, and the file begins as Excel wants it for Chinese', () => {
  expect(usageCsv([], 'en', new Map())).toMatch(/^\uFEFFDay,Provider,Model,/);
  expect(usageCsv([], 'zh', new Map())).toMatch(/^\uFEFF日期,服务,模型,.*\r\n$/);
});

test('a provider has the name that its person gave it', () => {
  const names = new Map([['0190a1b2', '我的服务, "two"']]);
  expect(linesOf([row({ model: '0190a1b2/Qwen/Qwen3-8B' })], names)[1]).toBe(
    '2026-11-23,"我的服务, ""two""",Qwen/Qwen3-8B,2,30,10,20,5,1,0.001234,,0,0',
  );
});

test.each(['=cmd|1', '+1', '-1', '@SUM(A1)', '\t=1', '＝1', '＠1'])(
  'a name such as %s does not become a formula',
  (name) => {
    expect(linesOf([row({ model: `p/${name}` })])[1]).toContain(`,'${name},`);
    expect(linesOf([row({ model: 'p/m' })], new Map([['p', name]]))[1]).toContain(`,'${name},`);
  },
);

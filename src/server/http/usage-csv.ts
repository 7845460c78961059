import type { Currency } from '../../protocol/cost.ts';
import type { UsageRow } from '../../protocol/usage.ts';
import type { Language } from '../sentences.ts';

type Column = keyof typeof en;

const en = {
  day: 'Day',
  provider: 'Provider',
  model: 'Model',
  requests: 'Requests',
  input: 'Input tokens',
  cached: 'of which cached',
  output: 'Output tokens',
  thinking: 'of which thinking',
  searches: 'Searches',
  yuan: 'Cost in CNY',
  dollars: 'Cost in USD',
  unpriced: 'Requests without a known price',
  estimated: 'Requests with estimated tokens',
};

const zh: Record<Column, string> = {
  day: '日期',
  provider: '服务',
  model: '模型',
  requests: '请求数',
  input: '输入 token',
  cached: '其中命中缓存',
  output: '输出 token',
  thinking: '其中思考',
  searches: '搜索次数',
  yuan: '费用（人民币）',
  dollars: '费用（美元）',
  unpriced: '价格未知的请求数',
  estimated: 'token 为估算的请求数',
};

const heads: Record<Language, Record<Column, string>> = { en, zh };

/**
 * A table for spreadsheets (RFC 4180). It begins with the mark of UTF-8, without which Excel takes Chinese for something
 * else. `names`: what providers are called, by their ids.
 */
export function usageCsv(
  rows: readonly UsageRow[],
  language: Language,
  names: ReadonlyMap<string, string>,
): string {
  const lines = [Object.values(heads[language]), ...rows.map((row) => cellsOf(row, names))];
  return `\uFEFF${lines.map((cells) => `${cells.map(cell).join(',')}\r\n`).join('')}`;
}

function cellsOf(row: UsageRow, names: ReadonlyMap<string, string>): (string | number)[] {
  const slash = row.model.indexOf('/');
  const provider = row.model.slice(0, Math.max(slash, 0));
  const cells: Record<Column, string | number> = {
    day: row.period,
    provider: names.get(provider) ?? provider,
    model: row.model.slice(slash + 1),
    requests: row.requests,
    input: row.promptTokens,
    cached: row.cachedTokens,
    output: row.completionTokens,
    thinking: row.reasoningTokens,
    searches: row.searches,
    yuan: costIn('CNY', row),
    dollars: costIn('USD', row),
    unpriced: row.unpriced,
    estimated: row.estimated,
  };
  return Object.values(cells);
}

/** Empty where nothing was paid in it. */
function costIn(currency: Currency, { amounts }: UsageRow): string {
  const amount = amounts.find((money) => money.currency === currency);
  return amount ? (amount.micros / 1e6).toFixed(6) : '';
}

/** What spreadsheets take for a formula, in the forms of East Asian keyboards too: it could call out, or run programs. */
const formula = /^[=+\-@\t\r\n＝＋－＠]/;

function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = formula.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

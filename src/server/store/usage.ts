import { type Kysely, sql } from 'kysely';
import type { Currency } from '../../protocol/cost.ts';
import {
  addSums,
  noUsage,
  type UsageRange,
  type UsageReply,
  type UsageRow,
  type UsageSum,
} from '../../protocol/usage.ts';
import { dayAt, dayMs, nameOf, startOf, type Stretch, stretchesOf } from './calendar.ts';
import { conversationRow } from './conversations.ts';
import type { Database } from './schema.ts';

/** Beyond that days are too many to be looked at, and months are shown. */
const mostDays = 92;

/** What a person has used in a time that ends now, by day or by month, and by model. */
export async function readUsage(
  db: Kysely<Database>,
  user: string,
  range: UsageRange,
  now: number,
): Promise<UsageReply> {
  const { rows, first, last } = await usageByDay(db, user, range, now);
  const byDay = last - first < mostDays;
  const periodOf = (day: number): string => (byDay ? nameOf(day) : nameOf(day).slice(0, 7));
  return {
    by: byDay ? 'day' : 'month',
    from: periodOf(first),
    to: periodOf(last),
    rows: byDay ? rows : byMonth(rows),
  };
}

/** The same, by day however long it is. */
export async function usageByDay(
  db: Kysely<Database>,
  user: string,
  { days, timeZone }: UsageRange,
  now: number,
): Promise<{ rows: UsageRow[]; first: number; last: number }> {
  const last = dayAt(timeZone, now);
  const first = days === undefined ? await firstDay(db, user, timeZone, last) : last - days + 1;
  const sums = new Map<string, UsageRow>();
  for (const stretch of inSlices(
    stretchesOf(timeZone, startOf(timeZone, first), startOf(timeZone, last + 1)),
  )) {
    for (const { day, model, ...sum } of await sumsOf(db, user, stretch))
      addTo(sums, { period: nameOf(Number(day)), model, ...sumOf(sum) });
  }
  return { rows: sorted(sums), first, last };
}

/** A reader is held for a tenth of a second at most by what somebody uses who has a million rows in two years. */
const sliceMs = 90 * dayMs;

function* inSlices(stretches: readonly Stretch[]): Generator<Stretch, void> {
  for (const { from, to, offsetMs } of stretches) {
    for (let at = from; at < to; at += sliceMs) yield { from: at, to: Math.min(at + sliceMs, to), offsetMs };
  }
}

/** Throws `conversation_not_found`. */
export async function conversationUsage(
  db: Kysely<Database>,
  user: string,
  conversationId: string,
): Promise<UsageSum> {
  await conversationRow(db, user, conversationId);
  const rows = await selectSums(db, user)
    .where('conversation_id', '=', conversationId)
    .groupBy(['currency', isUnpriced])
    .execute();
  return rows.map(sumOf).reduce(addSums, noUsage);
}

/** What was spent in one currency since a moment, in millionths. */
export async function spentSince(
  db: Kysely<Database>,
  user: string,
  currency: Currency,
  since: number,
): Promise<number> {
  const { micros } = await db
    .selectFrom('usage')
    .select(({ fn }) => fn.sum<number | null>('cost_micros').as('micros'))
    .where('user_id', '=', user)
    .where('currency', '=', currency)
    .where('at', '>=', since)
    .executeTakeFirstOrThrow();
  return Number(micros);
}

async function firstDay(
  db: Kysely<Database>,
  user: string,
  timeZone: string,
  today: number,
): Promise<number> {
  const { at } = await db
    .selectFrom('usage')
    .select(({ fn }) => fn.min('at').as('at'))
    .where('user_id', '=', user)
    .executeTakeFirstOrThrow();
  return at === null ? today : Math.min(dayAt(timeZone, Number(at)), today);
}

const isUnpriced = sql<number>`case when cost_micros is null then 1 else 0 end`;

/** What of one currency, or of none, adds up to. Databases give large sums as text. */
interface SumRow {
  currency: Currency | null;
  unpriced: number;
  requests: number;
  prompt: number;
  cached: number;
  completion: number;
  reasoning: number;
  searches: number;
  estimated: number;
  micros: number | null;
}

function selectSums(db: Kysely<Database>, user: string) {
  return db
    .selectFrom('usage')
    .select(({ fn }) => [
      'currency',
      isUnpriced.as('unpriced'),
      fn.countAll<number>().as('requests'),
      fn.sum<number>('prompt_tokens').as('prompt'),
      fn.sum<number>('cached_tokens').as('cached'),
      fn.sum<number>('completion_tokens').as('completion'),
      fn.sum<number>('reasoning_tokens').as('reasoning'),
      fn.sum<number>('searches').as('searches'),
      fn.sum<number>('estimated').as('estimated'),
      fn.sum<number | null>('cost_micros').as('micros'),
    ])
    .where('user_id', '=', user);
}

function sumsOf(
  db: Kysely<Database>,
  user: string,
  { from, to, offsetMs }: Stretch,
): Promise<(SumRow & { day: number; model: string })[]> {
  const day = sql<number>`cast((at + ${sql.lit(offsetMs)}) / ${sql.lit(dayMs)} as integer)`;
  return selectSums(db, user)
    .select([day.as('day'), 'model'])
    .where('at', '>=', from)
    .where('at', '<', to)
    .groupBy([day, 'model', 'currency', isUnpriced])
    .execute();
}

const sumOf = (row: SumRow): UsageSum => ({
  requests: Number(row.requests),
  promptTokens: Number(row.prompt),
  cachedTokens: Number(row.cached),
  completionTokens: Number(row.completion),
  reasoningTokens: Number(row.reasoning),
  searches: Number(row.searches),
  amounts: row.currency ? [{ currency: row.currency, micros: Number(row.micros) }] : [],
  unpriced: Number(row.unpriced) ? Number(row.requests) : 0,
  estimated: Number(row.estimated),
});

function addTo(sums: Map<string, UsageRow>, { period, model, ...sum }: UsageRow): void {
  const key = `${period} ${model}`;
  sums.set(key, { period, model, ...addSums(sums.get(key) ?? noUsage, sum) });
}

function byMonth(rows: readonly UsageRow[]): UsageRow[] {
  const sums = new Map<string, UsageRow>();
  for (const row of rows) addTo(sums, { ...row, period: row.period.slice(0, 7) });
  return sorted(sums);
}

const sorted = (sums: ReadonlyMap<string, UsageRow>): UsageRow[] =>
  [...sums.values()].toSorted((a, b) => compare(a.period, b.period) || compare(a.model, b.model));

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

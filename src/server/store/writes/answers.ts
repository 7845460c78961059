import type { Kysely } from 'kysely';
import type { Adjustment } from '../../../protocol/adjustment.ts';
import type { AnswerError } from '../../../protocol/errors.ts';
import type { Part, Timings, Usage, Waiting } from '../../../protocol/messages.ts';
import type { WriteContext } from '../batch.ts';
import { isLiveRow } from '../live.ts';
import { readTails } from '../messages.ts';
import type { Database, MessageRow } from '../schema.ts';
import { messageOf } from '../rows.ts';
import { appendParts } from './messages.ts';
import { totalTimings, totalUsage } from './totals.ts';
import { recordUsage } from './usage.ts';

interface RunOf {
  answerId: string;
  run: number;
}

/** From `queued` to `running`. `false`: it was stopped or deleted meanwhile, there is nothing to write. */
export async function startRun(
  db: Kysely<Database>,
  user: string,
  { answerId, run }: RunOf,
  context: WriteContext,
): Promise<boolean> {
  const row = await liveRow(db, user, { answerId, run });
  if (row?.status !== 'queued') return false;
  await db.updateTable('message').set({ status: 'running' }).where('id', '=', answerId).execute();
  context.emit({ type: 'answer-started', conversationId: row.conversation_id, answerId, run });
  return true;
}

/** Tells that a run waits. It is in the journal only: after a restart nothing waits any more. */
export async function tellWaiting(
  db: Kysely<Database>,
  user: string,
  { answerId, run, waiting }: RunOf & { waiting: Waiting },
  context: WriteContext,
): Promise<void> {
  const row = await liveRow(db, user, { answerId, run });
  if (!row) return;
  context.emit({ type: 'answer-waiting', conversationId: row.conversation_id, answerId, run, waiting });
}

/**
 * Moves what was written since the last checkpoint from the journal's care into the message. These pieces are in the
 * journal already, and text that comes later never gets in before this write: the parts are whole up to `context.seq`.
 */
export async function checkpointAnswer(
  db: Kysely<Database>,
  user: string,
  { answerId, run, parts }: RunOf & { parts: Part[] },
  context: WriteContext,
): Promise<void> {
  if (!(await liveRow(db, user, { answerId, run }))) return;
  await appendParts(db, user, answerId, parts);
  await db.updateTable('message').set({ checkpoint_seq: context.seq }).where('id', '=', answerId).execute();
}

export interface AnswerEnd extends RunOf {
  /** What was written since the last checkpoint. */
  parts: Part[];
  status: 'complete' | 'stopped' | 'interrupted' | 'failed';
  finishReason: string | null;
  /** Of this run alone. */
  usage: Usage | null;
  /** What it may have used, where its provider did not say: it was hung up on, or never does. Counted, but not shown as if it knew. */
  guessed?: Usage | null;
  timings: Timings | null;
  error: AnswerError | null;
  /** How this run was asked for otherwise than it was wanted. */
  adjusted?: Adjustment[];
  /** Who wrote this run, as `provider/model`, where it was not the answer's own model. */
  model?: string | null;
}

/** The end of a run. The first that is committed wins: `false` if this run has ended already. */
export async function endAnswer(
  db: Kysely<Database>,
  user: string,
  end: AnswerEnd,
  context: WriteContext,
): Promise<boolean> {
  const row = await liveRow(db, user, end);
  if (!row) return false;
  await appendParts(db, user, end.answerId, end.parts);
  await finish(db, row, end, context);
  return true;
}

async function finish(
  db: Kysely<Database>,
  row: MessageRow,
  end: Omit<AnswerEnd, 'parts'>,
  context: WriteContext,
): Promise<void> {
  const { answerId, run, status, finishReason, error } = end;
  const known = messageOf(row, []);
  const usage = totalUsage(known.usage, end.usage);
  const timings = totalTimings(known.timings, end.timings, run);
  // Given to the model again, it would have every question after it refused as well.
  const setAside = error?.code === 'content_filtered';
  const seq = context.emit({
    type: 'answer-end',
    conversationId: row.conversation_id,
    answerId,
    run,
    status,
    finishReason,
    usage,
    timings,
    error,
    ...(end.adjusted ? { adjusted: end.adjusted } : {}),
    ...(setAside ? { setAside } : {}),
  });
  await db
    .updateTable('message')
    .set({
      status,
      finish_reason: finishReason,
      usage: jsonOf(usage),
      timings: jsonOf(timings),
      error: jsonOf(error),
      ...(end.adjusted ? { adjusted: JSON.stringify(end.adjusted) } : {}),
      ...(setAside ? { set_aside: 1 } : {}),
      checkpoint_seq: seq,
    })
    .where('id', '=', answerId)
    .execute();
  const used = end.usage ?? end.guessed;
  if (!used) return;
  const { user_id: user, conversation_id: conversationId } = row;
  const of = { id: answerId, run, conversationId, model: end.model ?? row.model ?? '' };
  await recordUsage(db, user, { ...of, usage: used, estimated: !end.usage }, context);
}

const jsonOf = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));

/** The row, while this run of it has no end. */
export async function liveRow(
  db: Kysely<Database>,
  user: string,
  { answerId, run }: RunOf,
): Promise<MessageRow | undefined> {
  return db
    .selectFrom('message')
    .selectAll()
    .where('user_id', '=', user)
    .where('id', '=', answerId)
    .where('run', '=', run)
    .where(isLiveRow)
    .executeTakeFirst();
}

/** Stops whatever is being written in a conversation, with all that is committed of it. */
export async function endLiveAnswers(
  db: Kysely<Database>,
  user: string,
  conversationId: string,
  context: WriteContext,
): Promise<void> {
  const rows = await db
    .selectFrom('message')
    .selectAll()
    .where('user_id', '=', user)
    .where('conversation_id', '=', conversationId)
    .where(isLiveRow)
    .execute();
  await endWithTail(db, rows, { status: 'stopped', error: null }, context);
}

export type EndFromJournal = RunOf & Pick<AnswerEnd, 'status' | 'error'>;

/**
 * The end of a run by somebody else than its writer (after a crash, or when the writer itself failed): what was shown
 * is put together from the last checkpoint and the journal. `false` if this run has ended already.
 */
export async function endFromJournal(
  db: Kysely<Database>,
  user: string,
  end: EndFromJournal,
  context: WriteContext,
): Promise<boolean> {
  const row = await liveRow(db, user, end);
  if (row) await endWithTail(db, [row], end, context);
  return row !== undefined;
}

/**
 * The same for very many at once, as after a crash: what the journal holds of them is read once and not once for each.
 * Those that have ended already stay as they are.
 */
export async function endAllFromJournal(
  db: Kysely<Database>,
  user: string,
  { runs, ...end }: { runs: readonly RunOf[] } & Pick<AnswerEnd, 'status' | 'error'>,
  context: WriteContext,
): Promise<void> {
  const rows = [];
  for (const run of runs) rows.push(await liveRow(db, user, run));
  await endWithTail(
    db,
    rows.filter((row) => row !== undefined),
    end,
    context,
  );
}

async function endWithTail(
  db: Kysely<Database>,
  rows: readonly MessageRow[],
  { status, error }: Pick<AnswerEnd, 'status' | 'error'>,
  context: WriteContext,
): Promise<void> {
  // Deltas of this very tick are part of what will be shown.
  await context.flush();
  const tails = await readTails(db, rows);
  for (const row of rows) {
    await appendParts(db, row.user_id, row.id, tails.get(row.id)!);
    const of = { answerId: row.id, run: row.run, status, error };
    await finish(db, row, { ...of, finishReason: null, usage: null, timings: null }, context);
  }
}

import type { AnswerOptions } from '../../protocol/answer-options.ts';
import type { Journal } from '../journal/journal.ts';
import { readContinuationRequest } from '../store/continuations.ts';
import { liveAnswerRows } from '../store/messages.ts';
import type { MessageRow } from '../store/schema.ts';
import { rememberCutOff } from './cut-off.ts';
import type { Job, JobParts } from './job.ts';
import { fieldsOf } from './request-spelling.ts';

/**
 * After a start: what was being written when the server went away ends as interrupted, with every word that was shown.
 * Returns what still waits for its turn, the oldest first.
 */
export async function recoverAnswers({ store, journal, logger }: JobParts): Promise<Job[]> {
  const rows = await liveAnswerRows(store.read);
  const running = rows.filter(({ status }) => status === 'running');
  const people = Map.groupBy(running, ({ user_id }) => user_id);
  // In the commit that ends them: this start may come to nothing as well, by a taken port or another kill.
  const remembered = running.length > 0 ? rememberCutOff(store.lastSeq, { journal, logger }) : undefined;
  const failed = await Promise.all(Array.from(people, ([user, of]) => endAll(user, of, journal)));
  await remembered;
  const count = failed.reduce((sum, left) => sum + left, 0);
  // The journal has logged why.
  if (count > 0) logger.error('answers-not-recovered', { count });
  if (running.length > 0) logger.info('answers-recovered', { count: running.length - count });
  const queued = rows.filter(({ status }) => status === 'queued');
  return Promise.all(queued.map((row) => (row.run === 1 ? jobOf(row) : continuedJobOf(row, store.read))));
}

const interrupted = { status: 'interrupted', error: null } as const;

/** Returns how many could not be ended. One that cannot be mended must not keep the others from their people. */
async function endAll(user: string, rows: readonly MessageRow[], journal: Journal): Promise<number> {
  const runs = rows.map(({ id, run }) => ({ answerId: id, run }));
  const [together] = await Promise.allSettled([
    journal.write(user, 'endAllFromJournal', { runs, ...interrupted }),
  ]);
  if (together.status === 'fulfilled') return 0;
  const ends = runs.map((of) => journal.write(user, 'endFromJournal', { ...of, ...interrupted }));
  return (await Promise.allSettled(ends)).filter(({ status }) => status === 'rejected').length;
}

export function jobOf(row: MessageRow): Job {
  return {
    user: row.user_id,
    conversationId: row.conversation_id,
    answerId: row.id,
    run: row.run,
    // An answer always has a question.
    questionId: row.parent_id!,
    model: row.model,
    options: JSON.parse(row.options ?? '{}') as AnswerOptions,
    continuedBy: null,
  };
}

/** A further run that waited: as it was asked for, where somebody asked. */
async function continuedJobOf(row: MessageRow, db: JobParts['store']['read']): Promise<Job> {
  const request = await readContinuationRequest(db, row.id, row.run);
  if (request === null) return { ...jobOf(row), continuedBy: 'server' };
  const { model, options } = fieldsOf(request) as { model?: string; options?: AnswerOptions };
  const job = jobOf(row);
  return { ...job, model: model ?? job.model, options: options ?? job.options, continuedBy: 'person' };
}

import type { AnswerOptions } from '../../protocol/messages.ts';
import { readContinuationRequest } from '../store/continuations.ts';
import { liveAnswerRows } from '../store/messages.ts';
import type { MessageRow } from '../store/schema.ts';
import type { Job, JobParts } from './job.ts';
import { fieldsOf } from './request-spelling.ts';

/**
 * After a start: what was being written when the server went away ends as interrupted, with every word that was shown.
 * Returns what still waits for its turn, the oldest first.
 */
export async function recoverAnswers({ store, journal, logger }: JobParts): Promise<Job[]> {
  const rows = await liveAnswerRows(store.read);
  const running = rows.filter(({ status }) => status === 'running');
  const ends = running.map(({ id, run, user_id }) =>
    journal.write(user_id, 'endFromJournal', { answerId: id, run, status: 'interrupted', error: null }),
  );
  const failed = (await Promise.allSettled(ends)).filter(({ status }) => status === 'rejected');
  // The journal has logged why. One answer that cannot be mended must not keep the others from their people.
  if (failed.length > 0) logger.error('answers-not-recovered', { count: failed.length });
  if (running.length > 0) logger.info('answers-recovered', { count: running.length - failed.length });
  const queued = rows.filter(({ status }) => status === 'queued');
  return Promise.all(queued.map((row) => (row.run === 1 ? jobOf(row) : continuedJobOf(row, store.read))));
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

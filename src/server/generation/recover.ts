import type { AnswerOptions } from '../../protocol/messages.ts';
import { liveAnswerRows } from '../store/messages.ts';
import type { MessageRow } from '../store/schema.ts';
import type { Job, JobParts } from './job.ts';

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
  return rows.filter(({ status }) => status === 'queued').map(jobOf);
}

function jobOf(row: MessageRow): Job {
  return {
    user: row.user_id,
    conversationId: row.conversation_id,
    answerId: row.id,
    run: row.run,
    // An answer always has a question.
    questionId: row.parent_id!,
    model: row.model,
    options: JSON.parse(row.options ?? '{}') as AnswerOptions,
  };
}

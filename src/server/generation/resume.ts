import { ApiError } from '../../protocol/errors.ts';
import { newId } from '../../protocol/ids.ts';
import { interruptedSince, readCutOff } from '../store/interrupted.ts';
import { waitOf } from '../store/queue.ts';
import { goesOnByItself } from './continue.ts';
import type { Job, JobParts } from './job.ts';
import { jobOf } from './recover.ts';
import type { Runs } from './runs.ts';

/** What a start has found. */
export interface Recovered {
  /** The place in the order of commits after the last answer that was cut off had got its end. */
  seq: number;
  /** What waits for its turn, the oldest first. */
  queued: Job[];
}

interface ResumeParts extends JobParts {
  runs: Runs;
  closing: AbortSignal;
}

/**
 * Goes on with what the server's going away has cut off, if wished, once an answer, where the model can; then lets those
 * have their turn that waited, since a question waits for the answer that it follows. Never rejects.
 */
export async function resume(
  recovered: Promise<Recovered>,
  wished: { cutOff: boolean },
  parts: ResumeParts,
): Promise<void> {
  try {
    const { seq, queued } = await recovered;
    if (wished.cutOff) await continueCutOff(seq, parts);
    for (const job of queued) await queueAgain(job, parts);
  } catch (error) {
    if (!parts.closing.aborted) parts.logger.error('answers-not-resumed', { error });
  }
}

/** The answers that ends of the server before this start have cut off, sudden or not. */
async function continueCutOff(seq: number, parts: ResumeParts): Promise<void> {
  const { store, journal, closing } = parts;
  const after = await readCutOff(store.read);
  if (after === null) return;
  const rows = await interruptedSince(store.read, after);
  for (const row of rows) if (row.checkpoint_seq <= seq) await continueByItself(jobOf(row), parts);
  if (!closing.aborted) await journal.write('', 'forgetCutOff', { after });
}

async function continueByItself(job: Job, parts: ResumeParts): Promise<void> {
  const { user, answerId, options } = job;
  if (options.thinking) return;
  try {
    if (!goesOnByItself(await parts.models.resolve(user, job.model))) return;
    await parts.runs.begin({ ...job, continuedBy: 'server' }, (status) =>
      parts.journal.write(user, 'continueAnswer', {
        id: newId(),
        answerId,
        status,
        maxQueued: parts.limits.queued,
        request: null,
      }),
    );
  } catch (error) {
    // Its model is gone, or somebody was faster: it stays as it is, and can be continued by hand.
    if (!(error instanceof ApiError)) throw error;
    parts.logger.info('answer-not-resumed', { answerId, code: error.code });
  }
}

async function queueAgain(job: Job, { store, runs }: ResumeParts): Promise<void> {
  const wait = await waitOf(store.read, job.user, job.answerId);
  if (wait === 'parent') runs.hold(job);
  else if (wait === 'place') runs.enqueue(job);
}

import type { JobParts } from './job.ts';

/**
 * Before answers end with the server: the next start goes on by itself with those that end after this place in the order
 * of commits, where the model can. Never rejects; where it cannot be stored, they can be continued by hand.
 */
export async function rememberCutOff(
  after: number,
  { journal, logger }: Pick<JobParts, 'journal' | 'logger'>,
): Promise<void> {
  try {
    await journal.write('', 'rememberCutOff', { after });
  } catch (error) {
    logger.warn('cut-off-not-remembered', { error });
  }
}

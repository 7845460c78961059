import { UnreachableError } from '../../protocol/client.ts';
import { ApiError } from '../../protocol/errors.ts';
import { errorSentence, t } from './i18n.svelte.ts';

/** What to tell a person about a call that failed. What is no failure of a call is a mistake of ours, and is thrown on. */
export function failureSentence(error: unknown): string {
  if (error instanceof ApiError) return errorSentence(error.code);
  if (error instanceof UnreachableError) return t('error_unreachable');
  throw error;
}

import type * as answerParts from '../conversation/answer-parts.ts';
import { pause } from '../back-off.ts';
import { language, t } from '../i18n/i18n.svelte.ts';
import { isOutdated } from '../page-version.ts';
import { tellFailedLoad } from '../ui/tell-failed-load.ts';

type AnswerParts = typeof answerParts;

/** After that text stays plain, and the page says so, until there is something more to show. */
const maxTries = 6;
const firstDelayMs = 1_000;

let parts = $state.raw<AnswerParts>();
let isLoading = false;

/** Loads what draws the parts of an answer, once: a page without messages does without. Text is shown plain until then. */
export async function loadMarkdown(): Promise<void> {
  if (isLoading || parts) return;
  isLoading = true;
  for (let attempt = 0; attempt < maxTries && !parts; attempt++) {
    if (attempt > 0) await pause(firstDelayMs * 2 ** attempt);
    parts = await imported();
    if (!parts && (await isOutdated())) break;
  }
  isLoading = false;
  if (!parts) await tellFailedLoad(t('markdown_plain'), { offersReload: true });
}

async function imported(): Promise<AnswerParts | undefined> {
  try {
    const [loaded] = await Promise.all([import('../conversation/answer-parts.ts'), language.loadLater()]);
    return loaded;
  } catch (error) {
    // The server is away, or has another version: the browser says no more than that it could not be fetched.
    if (error instanceof Error) return undefined;
    throw error;
  }
}

export const loadedMarkdown = (): AnswerParts | undefined => parts;

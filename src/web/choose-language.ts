import { language, type Locale, t } from './i18n/i18n.svelte.ts';
import { tellFailedLoad } from './ui/tell-failed-load.ts';

/** Switches the page to a language, whose words may have to be fetched; says so where they do not come. */
export async function chooseLanguage(locale: Locale): Promise<void> {
  try {
    await language.choose(locale);
  } catch (error) {
    // The server is away, or has another version: the browser says no more than that it could not be fetched.
    if (!(error instanceof TypeError)) throw error;
    await tellFailedLoad(t('ui_load_failed'));
  }
}

import type { Language } from './languages.ts';
import type { Mode } from './mode.ts';

const loaded = new Map<Language, Mode>();

/** What colours the language, if that has been loaded. */
export const loadedMode = (language: Language): Mode | undefined => loaded.get(language);

/** Loads what colours a language; null if it has no such thing, or if the server is away: the next block tries again. */
export async function loadMode(language: Language): Promise<Mode | null> {
  const mode = (await ifReachable(language)) ?? null;
  if (mode) loaded.set(language, mode);
  return mode;
}

async function ifReachable(language: Language): Promise<Mode | undefined> {
  try {
    return await language.load?.();
  } catch (error) {
    // The server is away, or has another version: the browser says no more than that it could not be fetched.
    if (error instanceof Error) return undefined;
    throw error;
  }
}

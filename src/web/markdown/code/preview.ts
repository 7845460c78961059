import { Artifact } from '../artifact/artifact.svelte.ts';
import { Diagram } from '../diagram/diagram.svelte.ts';
import type { LastDrawings } from '../diagram/last-drawings.ts';
import type { Language } from './languages.ts';

/** What code of some languages becomes, besides being read. */
export type Preview = Artifact | Diagram;

const runnable = new Set(['html', 'svg', 'xml']);

export function previewOf(language: Language | undefined, lastDrawings: LastDrawings): Preview | null {
  if (language?.extension === 'mmd') return new Diagram(lastDrawings);
  return language && runnable.has(language.extension) ? new Artifact(language.extension) : null;
}

import { keepText, keptText } from '../kept-text.ts';

/** What a composer holds, as it lies in the browser: written with every letter, so that a crash loses none. */
export interface KeptDraft {
  readonly text: string;
  /** The server's draft that this began from: another one came from elsewhere. */
  readonly base: string;
  /** Written here, and the server has not said that it has it. */
  readonly isUnstored: boolean;
  /** A message that was taken back while another was being written. */
  readonly aside: string;
}

const nothing: KeptDraft = { text: '', base: '', isUnstored: false, aside: '' };
const keyOf = (name: string): string => `inkstone.composer.${name}`;

export function keepDraft(name: string, draft: KeptDraft): void {
  const isNothing = !draft.text && !draft.base && !draft.isUnstored && !draft.aside;
  keepText(keyOf(name), isNothing ? '' : JSON.stringify(draft));
}

export function keptDraft(name: string): KeptDraft {
  const kept = keptText(keyOf(name));
  return kept === '' ? nothing : (JSON.parse(kept) as KeptDraft);
}

/** What turns the direction of the text after it, until somebody ends that. */
const turns = /[\u202a-\u202e\u2066-\u2069]/g;
/** Letters that are written from right to left: they draw the punctuation around them to their side. */
export const fromTheRight =
  /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** A text of somebody else's, without what would show it in another order than its letters have. */
export const unturned = (text: string): string => text.replace(turns, '');

/** The same to stand in a sentence of ours, where it leaves what is around it as it is. */
export function isolated(text: string): string {
  const plain = unturned(text);
  return fromTheRight.test(plain) ? `\u2068${plain}\u2069` : plain;
}

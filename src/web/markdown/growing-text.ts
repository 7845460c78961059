/**
 * A text that grows, in two: `before` stays the same string for many frames, `more` is what came since and is short. To
 * join them for every frame would cost the length of the whole.
 */
export interface GrowingText {
  readonly before: string;
  readonly more: string;
}

export const lengthOf = ({ before, more }: GrowingText): number => before.length + more.length;

/** From `from` to `to`, in UTF-16 units. */
export function sliceOf({ before, more }: GrowingText, from: number, to: number): string {
  if (from >= before.length) return more.slice(from - before.length, to - before.length);
  return before.slice(from, to) + more.slice(0, Math.max(0, to - before.length));
}

/** Whether it is the other text, or that with more after it. */
export function goesOnFrom(text: GrowingText, other: GrowingText): boolean {
  // The same string as a rule, which is seen at once.
  if (text.before === other.before) return text.more.startsWith(other.more);
  return (text.before + text.more).startsWith(other.before + other.more);
}

/**
 * Space at the ends of a text, as CommonMark means it: spaces, tabs and line ends. What else looks empty is text, such as
 * the two wide spaces that a Chinese paragraph begins with. In loops, since patterns for it cost more than linear time.
 */
const isSpace = (code: number): boolean => code === 32 || code === 9 || code === 10;

export function withoutSpaceBefore(text: string): string {
  let start = 0;
  while (start < text.length && isSpace(text.charCodeAt(start))) start++;
  return text.slice(start);
}

export function withoutSpaceBehind(text: string): string {
  let end = text.length;
  while (end > 0 && isSpace(text.charCodeAt(end - 1))) end--;
  return text.slice(0, end);
}

export function withoutSpaceAround(text: string): string {
  return withoutSpaceBehind(withoutSpaceBefore(text));
}

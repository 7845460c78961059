// Characters that are not seen, or that change the order in which others are: what deceives is shown as a mark.

/** Where they have no place at all: controls, and what turns the direction of the text around them. */
const inProse = /(?![\t\n])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u;

/**
 * In a link and in code also those that are merely not seen: there each letter counts. A joiner after a letter that
 * has use for it (an emoji, Persian, Hindi) is none of them, nor is what picks the look of the character before it.
 */
const inNames =
  /(?![\t\n])[\p{Cc}\p{Zl}\p{Zp}\ufff9-\ufffb]|(?![\p{Variation_Selector}\p{Join_Control}])\p{Default_Ignorable_Code_Point}|(?<![\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Variation_Selector}\p{M}\p{Script=Arabic}])\p{Join_Control}/u;

export type Place = 'prose' | 'name';

const patterns = {
  prose: { one: inProse, all: new RegExp(inProse, 'gu') },
  name: { one: inNames, all: new RegExp(inNames, 'gu') },
} as const;

/** Tells of a text in its order what is plain and what has to be made visible. */
export function eachPiece(
  text: string,
  place: Place,
  plain: (text: string) => void,
  hidden: (character: string) => void,
): void {
  const { one, all } = patterns[place];
  if (!one.test(text)) return plain(text);
  let end = 0;
  for (const { 0: character, index } of text.matchAll(all)) {
    if (index > end) plain(text.slice(end, index));
    hidden(character);
    end = index + character.length;
  }
  if (end < text.length) plain(text.slice(end));
}

/** Whether there is something in it that has no place in running text. */
export const hidesSomething = (text: string): boolean => inProse.test(text);

/** `U+202E` */
export function codeOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

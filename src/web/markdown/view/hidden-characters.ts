// Characters that are not seen, or that change the order in which others are: what deceives is shown as a mark.

/** Where they have no place at all: controls, and what turns the direction of the text around them. */
const inProse = /[\0-\x08\v\f\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/u;

/**
 * In a link and in code also those that are merely not seen: there each letter counts. A joiner after a letter that
 * has use for it (an emoji, Persian, Hindi) is none of them.
 */
const inNames =
  /[\0-\x08\v\f\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\u{e0000}-\u{e0fff}]|(?<![\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f\p{M}\p{Script=Arabic}])[\u200c\u200d]/u;

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

/** `U+202E` */
export function codeOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

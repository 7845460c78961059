// Cuts text roughly where a real tokenizer would, so that streams look natural and usage is plausible.

const WORDS =
  / ?[[\p{L}\p{M}]--\p{Script=Han}]+| ?\p{N}{1,3}|\p{Script=Han}+|\n+|[^\S\n]+| ?[^\s\p{L}\p{M}\p{N}]{1,3}|[^]/gv;
const LONGEST_WORD = 9;

/** The pieces of the text in order; joined, they are the text again. */
export function* tokenize(text: string): Generator<string, void> {
  for (const [match] of text.matchAll(WORDS)) {
    if (/^\p{Script=Han}/u.test(match)) yield* chinesePieces(match);
    else if (match.length > LONGEST_WORD && /^ ?\p{L}/u.test(match)) yield* wordPieces(match);
    else yield match;
  }
}

export function countTokens(text: string): number {
  let count = 0;
  for (const _ of tokenize(text)) count += 1;
  return count;
}

function* chinesePieces(run: string): Generator<string, void> {
  const characters = [...run];
  for (let at = 0; at < characters.length;) {
    const length = (characters[at]?.codePointAt(0) ?? 0) % 3 === 0 ? 1 : 2;
    yield characters.slice(at, at + length).join('');
    at += length;
  }
}

function* wordPieces(word: string): Generator<string, void> {
  const characters = [...word];
  const first = Math.ceil(characters.length / 2);
  yield characters.slice(0, first).join('');
  yield characters.slice(first).join('');
}

import { asArray, asObject, asText, parseJson, type Wire } from './wire.ts';

/** A chunk but for its text: up to the quote that begins it, and from the one that ends it. */
interface Mold {
  before: string;
  after: string;
}

/** Some servers give their keys in two orders, in turn. */
const mostMolds = 2;
/** After so many molds that nothing fitted, the chunks of this server have nothing in common. */
const mostTries = 8;

/**
 * Nearly all chunks of an answer differ in a few letters of text only, and to parse the rest again costs more than anything else that
 * is done with a token. So what stands around the text is remembered, and a chunk in which the very same stands around another text is
 * known to say that text, and besides it nothing new.
 */
export class Molds {
  #molds: Mold[] = [];
  #tries = 0;

  /** The text of a chunk that is like one before; null: it has to be parsed. */
  textIn(data: string): string | null {
    for (const { before, after } of this.#molds) {
      const end = data.length - after.length;
      if (end < before.length || data.slice(0, before.length) !== before || data.slice(end) !== after)
        continue;
      // One JSON string, and not two with something in between: only then all the rest is what it was.
      const text = parseJson(data.slice(before.length - 1, end + 1));
      if (typeof text !== 'string') return null;
      this.#tries = 0;
      return text;
    }
    return null;
  }

  /** A chunk that had to be parsed. */
  learn(data: string, chunk: Wire): void {
    if (this.#tries >= mostTries) return;
    const text = onlyTextOf(chunk);
    const literal = JSON.stringify(text);
    const at = text === null ? -1 : data.indexOf(literal);
    if (at < 0) return;
    this.#tries += 1;
    const mold = { before: data.slice(0, at + 1), after: data.slice(at + literal.length - 1) };
    if (isAroundText(mold)) this.#molds = [mold, ...this.#molds.slice(0, mostMolds - 1)];
  }
}

/** The same letters may stand elsewhere in a chunk. */
function isAroundText({ before, after }: Mold): boolean {
  const probe = 'another text';
  const chunk = asObject(parseJson(before + probe + after));
  return chunk !== null && onlyTextOf(chunk) === probe;
}

/** Null for a chunk that says anything besides. */
function onlyTextOf({ choices, error, output, usage }: Wire): string | null {
  const [first, ...others] = asArray(choices);
  const choice = asObject(first);
  if (!choice || others.length > 0 || error || output || usage) return null;
  const { delta, index, finish_reason: finishReason, message, error: wrong, usage: used } = choice;
  if (index || finishReason || message || wrong || used) return null;
  const { content, role: _role, ...besides } = asObject(delta) ?? {};
  return Object.values(besides).some(Boolean) ? null : asText(content);
}

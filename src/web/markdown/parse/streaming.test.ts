import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { streamed, wholeOf } from './streaming.ts';

const examples: { markdown: string }[] = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../../test/samples/commonmark/spec-0.31.2.json'), 'utf8'),
);
const texts = examples.map(({ markdown }) => markdown.trim());

/** Pseudorandom numbers from 0 to 1 (a linear congruential generator), the same for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
}

function cutAt(text: string, random: () => number, longest: number): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; at += pieces.at(-1)!.length) {
    pieces.push(text.slice(at, at + 1 + Math.floor(random() * longest)));
  }
  return pieces;
}

const marks =
  '* ** *** _ __ ~~ ~ ` `` $ $$ \\( \\) \\[ \\] \\ [ ![ ] ]( ](/u) ](/u§"t") ][ ][known] [known] [^known] [^x] ( ) < > <b> ' +
  '<a§x=" "> <!-- --> <br> <http://a.b> http:// https://a.b www. www.x.y @ a@b.c mailto: foo [1 , ^] 【 】 †a foo bar § §§ \n §§\n \\\n ! . , : / & &amp; ' +
  '&#35; 1 5 x^2 中文 。 ， é 😀 " \' + - = ; { } |';
const tokens = marks.split(' ').map((mark) => mark.replaceAll('§', ' '));
/** What reaches further than an opener does, in part. */
const long = [
  'x '.repeat(9_000),
  'y'.repeat(20_000),
  '中'.repeat(12_000),
  '**a**'.repeat(2_000),
  '[a] '.repeat(5_000),
];

function randomText(random: () => number, from: readonly string[], length: number): string {
  const pick = <T>(all: readonly T[]) => all[Math.floor(random() * all.length)]!;
  const few = random() < 0.5 ? from : Array.from({ length: 5 }, () => pick(from));
  const text = Array.from({ length: 1 + Math.floor(random() * length) }, () => pick(few)).join('');
  return text.replace(/\n\s*\n/g, '\n').trim();
}

describe('what streams is what arrives whole', () => {
  test('for every example of CommonMark, in single units and cut in two at every place', () => {
    for (const text of texts) {
      const whole = wholeOf(text);
      expect(streamed(text.split('')), text).toEqual(whole);
      for (let at = 1; at < text.length; at++) {
        expect(streamed([text.slice(0, at), text.slice(at)]), text).toEqual(whole);
      }
    }
  });

  test('for addresses in a run of characters that is longer than any of them can be, wherever it is cut', () => {
    const link = '](https://a.test/)';
    for (const text of ['[a'.repeat(2_000) + link.repeat(2_000), `https://a.test/${'b'.repeat(40_000)}]`]) {
      const whole = wholeOf(text);
      for (let at = 1; at < text.length; at += 1_997) {
        const pieces = [text.slice(0, at), text.slice(at, at + 9_000), text.slice(at + 9_000)];
        expect(streamed(pieces.filter((piece) => piece !== '')), String(at)).toEqual(whole);
      }
    }
  });

  const seed = Date.now() % 2 ** 32;

  test(`for random marks and words at random cuts (seed ${seed})`, () => {
    const random = randomFrom(seed);
    for (let round = 0; round < 3_000; round++) {
      const text = randomText(random, tokens, 14);
      const whole = JSON.stringify(wholeOf(text));
      expect(JSON.stringify(streamed(text.split(''))), text).toBe(whole);
      expect(JSON.stringify(streamed(cutAt(text, random, 6))), text).toBe(whole);
    }
  });

  test(`for texts that are longer than an opener reaches (seed ${seed})`, () => {
    const random = randomFrom(seed);
    for (let round = 0; round < 30; round++) {
      const text = randomText(random, [...tokens, ...tokens, ...long, ...long, ...long], 12);
      const whole = JSON.stringify(wholeOf(text));
      const same = JSON.stringify(streamed(cutAt(text, random, 9_000))) === whole;
      expect(same, `round ${round}`).toBe(true);
    }
  });
});

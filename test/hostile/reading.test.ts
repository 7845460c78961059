import { describe, expect, test } from 'vitest';
import { hostileAnswers } from './corpus.ts';
import { placesIn, randomPieces } from './cuts.ts';
import { Random } from './random.ts';
import { costOf, differentLeaf, readingOf } from './reading.ts';

const seed = Date.now() % 2 ** 32;
const random = new Random(seed);
const answers = hostileAnswers();
/** The short form of what `npm run fuzz` does: longer ones are read in many pieces there. */
const short = answers.filter(({ text }) => text.length <= 2_048);

describe(`hostile answers (seed ${seed})`, () => {
  test('are three hundred at least, each of its own name and text', () => {
    expect(answers.length).toBeGreaterThan(300);
    expect(new Set(answers.map(({ name }) => name)).size).toBe(answers.length);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(answers.length);
  });

  test('read the same however they are cut', () => {
    for (const { name, text } of short) {
      const whole = readingOf([text]);
      const places = placesIn(text, random);
      for (const place of Array.from({ length: 6 }, () => random.of([...places, 0]))) {
        expect(readingOf([text.slice(0, place), text.slice(place)]), `${name} at ${place}`).toBe(whole);
      }
      expect(readingOf(text.split('')), name).toBe(whole);
      const cut = (leaf: string) => randomPieces(leaf, random, 5);
      expect(differentLeaf(text, cut), name).toBeNull();
    }
  });

  test('cost no more than their length is worth', () => {
    for (const { name, text } of answers) {
      const perCharacter = costOf(text) / Math.max(text.length, 10_000);
      expect(perCharacter, name).toBeLessThan(20);
    }
  });
});

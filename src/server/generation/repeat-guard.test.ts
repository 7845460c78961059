import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RepeatGuard } from './repeat-guard.ts';

const seed = Math.floor(Math.random() * 2 ** 31);
const runs = { seed, numRuns: 500 };
const saved = 'The quick brown fox jumps over the lazy dog. It never comes back';

/** What is shown of a text that comes in these pieces, to its end. */
function shownOf(before: string, pieces: readonly string[], { overlap = false } = {}): string {
  const guard = new RepeatGuard(before, { overlap });
  let shown = '';
  for (const piece of pieces) {
    const fresh = guard.push(piece);
    if (fresh === null) return `${shown}(restart)`;
    shown += fresh;
  }
  const rest = guard.end(true);
  return rest === null ? `${shown}(restart)` : shown + rest;
}

/** A text in pieces of any length. */
const inPieces = (text: string): fc.Arbitrary<string[]> =>
  fc.array(fc.nat(text.length), { maxLength: 12 }).map((cuts) => {
    const at = [0, ...cuts.toSorted((a, b) => a - b), text.length];
    return at.slice(1).map((end, index) => text.slice(at[index], end));
  });

/** Texts that repeat themselves a lot, so that everything that can be taken for a repetition is. */
const periodic = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 60 });

describe(`what a further run repeats (seed ${seed})`, () => {
  it('shows a continuation whole, from its first character', () => {
    const guard = new RepeatGuard(saved, { overlap: false });
    expect(guard.push(', ')).toBe(', ');
    expect(guard.push('The quick brown fox jumps')).toBe('The quick brown fox jumps');
    expect(guard.end(true)).toBe('');
  });

  it('swallows what a server says again before it goes on', () => {
    fc.assert(
      fc.property(inPieces(`${saved}, it said.`), (pieces) => {
        expect(shownOf(saved, pieces)).toBe(', it said.');
      }),
      runs,
    );
  });

  it('swallows the repetition of a text that is shorter than it takes to be sure', () => {
    expect(shownOf('t0 t1', ['t0', ' t1 t2'])).toBe(' t2');
  });

  it('takes the same beginning with another end for a restart, and shows nothing of it', () => {
    fc.assert(
      fc.property(inPieces('The quick brown fox is a sentence with every letter.'), (pieces) => {
        expect(shownOf(saved, pieces)).toBe('(restart)');
      }),
      runs,
    );
  });

  it('takes a repetition that ends before its new part for a restart', () => {
    expect(shownOf(saved, [saved.slice(0, 30)])).toBe('(restart)');
  });

  it('shows what only begins alike', () => {
    expect(shownOf(saved, ['The quick', ' answer'])).toBe('The quick answer');
    expect(shownOf(saved, ['The quick'])).toBe('The quick');
  });

  it('shows nothing of what was held back when the line breaks', () => {
    const guard = new RepeatGuard(saved, { overlap: false });
    expect(guard.push('The qui')).toBe('');
    expect(guard.end(false)).toBe('');
  });

  it('trims the last sentence, which a model that is told to go on likes to say again', () => {
    const again = saved.slice(-25);
    expect(shownOf(saved, [again.slice(0, 9), `${again.slice(9)} home.`], { overlap: true })).toBe(' home.');
    expect(shownOf(saved, [`${saved.slice(-19)} home.`], { overlap: true })).toBe(
      `${saved.slice(-19)} home.`,
    );
    expect(shownOf(saved, [`${again} home.`])).toBe(`${again} home.`);
  });

  it('decides the same however the text was cut, and never shows what did not come', () => {
    fc.assert(
      fc.property(
        periodic,
        periodic.chain((text) => fc.tuple(fc.constant(text), inPieces(text))),
        fc.boolean(),
        (before, [text, pieces], overlap) => {
          const shown = shownOf(before, pieces, { overlap });
          expect(shown).toBe(shownOf(before, [...text], { overlap }));
          expect(shown).toBe(shownOf(before, [text], { overlap }));
          if (shown !== '(restart)') expect(text.endsWith(shown)).toBe(true);
        },
      ),
      runs,
    );
  });
});

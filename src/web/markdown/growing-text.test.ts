import fc from 'fast-check';
import { expect, test } from 'vitest';
import { goesOnFrom, lengthOf, sliceOf } from './growing-text.ts';

const text = fc.record({ before: fc.string({ maxLength: 6 }), more: fc.string({ maxLength: 6 }) });
const joined = ({ before, more }: { before: string; more: string }): string => before + more;

test('a text in two reads as if it were in one, wherever it is cut', () => {
  fc.assert(
    fc.property(text, fc.nat(14), fc.nat(14), (whole, from, length) => {
      expect(lengthOf(whole)).toBe(joined(whole).length);
      expect(sliceOf(whole, from, from + length)).toBe(joined(whole).slice(from, from + length));
    }),
  );
});

test('a text goes on from any beginning of itself, and from nothing else', () => {
  const short = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 3 });
  const of = fc.record({ before: short, more: short });
  fc.assert(
    fc.property(of, of, (one, other) => {
      expect(goesOnFrom(one, other)).toBe(joined(one).startsWith(joined(other)));
    }),
  );
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BracketEnds } from './bracket-ends.ts';

/** As one would say it: counting on from the place itself. */
function firstLeftOver(text: string, from: number): number {
  let open = 0;
  for (let at = from; at < text.length; at++) {
    if (text[at] === '[') open++;
    else if (text[at] === ']' && open-- === 0) return at;
  }
  return Infinity;
}

test('a bracket that closes one from before is found from every place on', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('[', ']', 'a'), { maxLength: 40 }), (marks) => {
      const text = marks.join('');
      const ends = new BracketEnds(text, 0, text.length);
      for (let at = 0; at <= text.length; at++) expect(ends.after(at)).toBe(firstLeftOver(text, at));
    }),
  );
});

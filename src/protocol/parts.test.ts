import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Part } from './messages.ts';
import { addPiece } from './parts.ts';

const seed = Math.floor(Math.random() * 2 ** 31);
const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 4 });
const anyPiece: fc.Arbitrary<Part> = fc.oneof(
  fc.record({ type: fc.constantFrom('text' as const, 'reasoning' as const), text }),
  fc.record({
    type: fc.constant('tool-call' as const),
    index: fc.nat(2),
    id: fc.constantFrom('', 'a'),
    name: fc.constantFrom('', 'weather'),
    arguments: text,
  }),
  fc.record({ type: fc.constant('source' as const), index: fc.nat(3), title: text, url: text }),
);

function partsOf(pieces: readonly Part[]): Part[] {
  const parts: Part[] = [];
  for (const piece of pieces) addPiece(parts, piece);
  return parts;
}

it(`stores the same answer wherever it was cut into pieces (seed ${seed})`, () => {
  fc.assert(
    fc.property(fc.array(fc.array(anyPiece, { maxLength: 8 }), { maxLength: 6 }), (runs) => {
      expect(partsOf(runs.flatMap(partsOf))).toEqual(partsOf(runs.flat()));
    }),
    { seed, numRuns: 500 },
  );
});

it('keeps a sentence whole when a source comes in the middle of it', () => {
  const source: Part = { type: 'source', index: 1, title: 'T', url: 'https://example.com/' };
  const pieces: Part[] = [{ type: 'text', text: 'In ' }, source, { type: 'text', text: 'one.' }, source];
  expect(partsOf(pieces)).toEqual([{ type: 'text', text: 'In one.' }, source]);
});

it('puts tool calls together that come in turns, and keeps an id that a later piece lacks', () => {
  const piece = (index: number, id: string, text: string): Part => ({
    type: 'tool-call',
    index,
    id,
    name: id && 'f',
    arguments: text,
  });
  expect(partsOf([piece(0, 'a', '{'), piece(1, 'b', '['), piece(0, '', '}'), piece(1, '', ']')])).toEqual([
    { type: 'tool-call', index: 0, id: 'a', name: 'f', arguments: '{}' },
    { type: 'tool-call', index: 1, id: 'b', name: 'f', arguments: '[]' },
  ]);
});

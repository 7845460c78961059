import { expect, it } from 'vitest';
import { Random } from '../../test/faults/rig/random.ts';
import { type JsonSize, sizeOfJson } from './json-size.ts';

const measured = (text: string): JsonSize => sizeOfJson(new TextEncoder().encode(text));

it.each<[string, JsonSize]>([
  ['null', { depth: 0, items: 0 }],
  ['[]', { depth: 1, items: 1 }],
  ['{"a":[1,2],"b":{}}', { depth: 2, items: 5 }],
  ['"[{,\\"[{,\\\\"', { depth: 0, items: 0 }],
  ['"never ends [[[', { depth: 0, items: 0 }],
  ['', { depth: 0, items: 0 }],
])('measures %s', (text, size) => {
  expect(measured(text)).toEqual(size);
});

it('measures a text as what comes of parsing it is', () => {
  const seed = Math.floor(Math.random() * 1e9);
  const random = new Random(seed);
  for (let number = 0; number < 300; number++) {
    const value = randomValue(random, 5);
    const text = JSON.stringify(value, null, random.pick([0, 2]));
    expect(measured(text), `seed ${seed}: ${text}`).toEqual(sizeOfValue(value));
  }
});

function randomValue(random: Random, depth: number): unknown {
  const kind = random.below(depth > 0 ? 5 : 3);
  if (kind === 0) return random.pick([null, true, -1.5e-7]);
  if (kind < 3)
    return Array.from({ length: random.below(6) }, () => random.pick([...'[]{},:"\\字'])).join('');
  const values = Array.from({ length: random.below(4) }, () => randomValue(random, depth - 1));
  return kind === 3 ? values : Object.fromEntries(values.map((value, index) => [`${index}",[`, value]));
}

function sizeOfValue(value: unknown): JsonSize {
  if (typeof value !== 'object' || value === null) return { depth: 0, items: 0 };
  const inner = Object.values(value).map(sizeOfValue);
  const separators = Math.max(0, inner.length - 1);
  return {
    depth: 1 + Math.max(0, ...inner.map(({ depth }) => depth)),
    items: 1 + separators + inner.reduce((sum, { items }) => sum + items, 0),
  };
}

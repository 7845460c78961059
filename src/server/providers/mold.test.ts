import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Molds } from './mold.ts';
import type { Wire } from './wire.ts';

const seed = Math.floor(Math.random() * 2 ** 31);

type Envelope = (content: string) => object;

const aroundIt = { object: 'chat.completion.chunk', model: 'bench', usage: null, id: 'chatcmpl-1' };
const envelopes: Envelope[] = [
  (content) => ({ choices: [{ delta: { content }, finish_reason: null, index: 0 }], ...aroundIt }),
  (content) => ({ ...aroundIt, choices: [{ finish_reason: null, index: 0, delta: { content } }] }),
  (content) => ({ choices: [{ delta: { content, reasoning_content: 'm' }, index: 0 }], ...aroundIt }),
  (content) => ({ choices: [{ delta: { content }, finish_reason: 'stop', index: 0 }], ...aroundIt }),
  (content) => ({ choices: [{ delta: { content: '' }, index: 0 }], model: content }),
];

/** What stands in the envelope as well, or would end the text if it were taken as it is. */
const confusing = fc.constantFrom(
  'bench',
  'stop',
  'content',
  'm',
  '"',
  '\\',
  '\n',
  '\u0000',
  '"},"index":1,"x":{"',
  '',
);
const chunks = fc.array(
  fc.record({
    envelope: fc.constantFrom(...envelopes),
    content: fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), confusing),
    space: fc.constantFrom(undefined, 1),
  }),
  { maxLength: 40 },
);

/** What is known of each chunk without parsing it. */
function read(datas: readonly string[]): (string | null)[] {
  const molds = new Molds();
  return datas.map((data) => {
    const text = molds.textIn(data);
    if (text === null) molds.learn(data, JSON.parse(data) as Wire);
    return text;
  });
}

describe(`chunks that are like one before (seed ${seed})`, () => {
  test('say what they would say if they were parsed, and nothing besides', () => {
    const says = fc.property(chunks, (made) => {
      const texts = read(
        made.map(({ envelope, content, space }) => JSON.stringify(envelope(content), null, space)),
      );
      texts.forEach((text, at) => {
        if (text === null) return;
        expect(text).toBe(made[at]!.content);
        expect(envelopes.indexOf(made[at]!.envelope)).toBeLessThan(2);
      });
    });
    fc.assert(says, { seed, numRuns: 1000 });
  });

  test('are parsed once for each order in which a server gives its keys', () => {
    const pieces = ['Ink', ' is', ' "dark', '"\n', '墨', 'Ink'];
    const [one, other] = envelopes as [Envelope, Envelope];
    const datas = pieces.map((piece, at) => JSON.stringify((at % 2 ? other : one)(piece)));
    expect(read(datas)).toEqual([null, null, ...pieces.slice(2)]);
  });

  test('are parsed after all where what stands in the place of the text is more than one string', () => {
    const [one] = envelopes as [Envelope];
    const molds = new Molds();
    const known = JSON.stringify(one('mark'));
    molds.learn(known, JSON.parse(known) as Wire);
    expect(molds.textIn(known.replace('mark', 'more'))).toBe('more');
    for (const place of ['a","role":"b', 'a"', 'a\n', '\\', '\ta']) {
      expect(molds.textIn(known.replace('mark', place))).toBeNull();
    }
  });

  test('are looked for only a few times where a server gives each chunk something of its own', () => {
    const [one] = envelopes as [Envelope];
    const datas = Array.from({ length: 9 }, (_, at) => JSON.stringify({ ...one('a'), created: at }));
    const again = datas.at(-1)!;
    expect(read([...datas, again, again])).toEqual(Array.from({ length: 11 }, () => null));
  });
});

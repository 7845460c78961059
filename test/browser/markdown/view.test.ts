import { array, assert, asyncProperty, constantFrom, integer, nat, tuple } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { corpus } from './corpus.ts';
import type { Answer as AnswerClass } from './entry.ts';
import { useMarkdownPage } from './use-markdown-page.ts';

declare const Answer: typeof AnswerClass;

const lab = useMarkdownPage();

/** What is on the page in the end when these pieces have come one by one. */
function drawn(pieces: readonly string[]): Promise<string> {
  return lab.page.evaluate(async (all) => {
    const answer = new Answer();
    for (const piece of all) answer.add(piece);
    await answer.end();
    const { html } = answer;
    answer.remove();
    return html;
  }, pieces);
}

function cut(text: string, places: readonly number[]): string[] {
  const ends = [...new Set([0, ...places.map((place) => place % (text.length + 1)), text.length])];
  const sorted = ends.toSorted((one, other) => one - other);
  return sorted.slice(1).map((end, index) => text.slice(sorted[index], end));
}

const pieces = constantFrom(
  ...[
    '\n',
    '\n\n',
    ' ',
    '    ',
    '- ',
    '1. ',
    '> ',
    '# ',
    '---\n',
    '```',
    '~~~',
    '$$',
    '|',
    '\\',
    '<b>',
    '\t',
    '=',
  ],
  ...['word', '中文。', '**', '*', '_', '~~', '`', '[a](https://b.example)', '![x](y)', '[ ] ', '😀', '[^1]'],
  ...['[1]', '[ref_2]', '[3][1]', '[1]: https://one.example\n'],
  ...['| a | b |\n|---|---|\n', '[^1]: note\n', '[r]', '[r]: https://r.example\n', '$x^2$', '&amp;', '\r\n'],
);

describe('an answer that streams', () => {
  test('looks in the end as if it had come whole, however it was cut', async () => {
    const texts = corpus.map((text) => [text] as const);
    await assert(
      asyncProperty(constantFrom(...texts), array(nat(2_000), { maxLength: 12 }), async ([text], places) => {
        expect(await drawn(cut(text, places))).toBe(await drawn([text]));
      }),
      { numRuns: 60 },
    );
  });

  test('looks so in the end when it came letter by letter', async () => {
    for (const text of corpus) expect(await drawn([...text])).toBe(await drawn([text]));
  });

  test('looks so in the end whenever its sources become known', async () => {
    const text =
      'One[1], two [ref_2] and [3][1]. Both [1, 2]【2†b】, not [1, 3].\n\n| a[2] |\n|--|\n| b[^1] |\n\n[^2] `c[1]` [d[1]](https://d.example)\n';
    const letters = [...text];
    const drawnWith = (known: number): Promise<string> =>
      lab.page.evaluate(
        async ([all, place]) => {
          const answer = new Answer();
          const titles = new Map([
            [1, 'a.example · A'],
            [2, 'b.example · B'],
          ]);
          for (const [index, letter] of all.entries()) {
            if (index === place) answer.cite({ id: 'source', titles });
            answer.add(letter);
          }
          await answer.end();
          if (place >= all.length) answer.cite({ id: 'source', titles });
          const { html } = answer;
          answer.remove();
          return html;
        },
        [letters, known] as const,
      );
    const first = await drawnWith(0);
    expect(first.match(/href="#source-[12]"/g)).toHaveLength(9);
    expect(first).toContain('>[3]<');
    expect(first).toContain('>[1, 3]<');
    for (const place of [1, 5, 6, 20, 50, letters.length]) expect(await drawnWith(place)).toBe(first);
  });

  test('looks so in the end when one part of it is long', async () => {
    const long = [
      `A ${'paragraph of **many** words '.repeat(600)}`,
      `没有空格${'天下大势分久必合'.repeat(2_000)}`,
      `<div>\n${'some text '.repeat(1_500)}\n${'<p>more of it</p>\n'.repeat(600)}`,
      `An *opener ${'without an end '.repeat(800)}`,
      `7. first\n${'8. **point**\n   - and one below it\n'.repeat(150)}`,
      `- first\n${'  - [x] a point below it\n'.repeat(150)}\n- which is loose\n`,
      `| a | b |\n|---|---|\n${'| one | *two* |\n'.repeat(150)}`,
    ];
    await assert(
      asyncProperty(constantFrom(...long), array(nat(20_000), { maxLength: 30 }), async (text, places) => {
        expect(await drawn(cut(text, places))).toBe(await drawn([text]));
      }),
      { numRuns: 16 },
    );
  });

  test('looks so in the end whatever it is made of', async () => {
    await assert(
      asyncProperty(array(tuple(pieces, integer({ min: 1, max: 3 })), { maxLength: 25 }), async (parts) => {
        const all = parts.map(([part, times]) => part.repeat(times));
        expect(await drawn(all)).toBe(await drawn([all.join('')]));
      }),
      { numRuns: 150 },
    );
  });
});

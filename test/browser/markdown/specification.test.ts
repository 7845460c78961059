import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { toHtml } from '../../../src/web/markdown/parse/to-html.ts';
import { canonical } from './canonical.ts';
import type { Answer as AnswerClass } from './entry.ts';
import { useMarkdownPage } from './use-markdown-page.ts';

declare const Answer: typeof AnswerClass;

const lab = useMarkdownPage();

function examples(name: string): string[] {
  const path = join(import.meta.dirname, '../../samples/commonmark', name);
  return (JSON.parse(readFileSync(path, 'utf8')) as { markdown: string }[]).map(({ markdown }) => markdown);
}

/** What stands on the page in the end, written as the specification writes it. */
function shown(pieces: readonly (readonly string[])[]): Promise<string[]> {
  return lab.page.evaluate(async (all) => {
    const written: string[] = [];
    for (const one of all) {
      const answer = new Answer();
      for (const piece of one) answer.add(piece);
      await answer.end();
      written.push(answer.asSpecified);
      answer.remove();
    }
    return written;
  }, pieces);
}

// What is read is compared with the specification, and where we differ on purpose, beside the parser.
describe.each(['spec-0.31.2.json', 'gfm.json'])('what is on the page for the examples of %s', (name) => {
  const all = examples(name);

  /** Those that are not on the page what they are to be. */
  async function differing(cut: (markdown: string) => string[]): Promise<unknown[]> {
    const written = await shown(all.map(cut));
    return all
      .map((markdown, index) => ({ markdown, shown: written[index], expected: canonical(toHtml(markdown)) }))
      .filter((one) => one.shown !== one.expected);
  }

  test('is what they say, when an example comes whole', async () => {
    expect(await differing((markdown) => [markdown])).toEqual([]);
  });

  test('and when it comes letter by letter', async () => {
    expect(await differing((markdown) => markdown.split(''))).toEqual([]);
  });
});

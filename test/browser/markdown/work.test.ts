import { describe, expect, test } from 'vitest';
import { corpus } from './corpus.ts';
import type { Answer as AnswerClass } from './entry.ts';
import { useMarkdownPage } from './use-markdown-page.ts';

declare const Answer: typeof AnswerClass;

const lab = useMarkdownPage();

/** What changes in a page while an answer streams in pieces of `length` letters, piece by piece. */
function changesOf(text: string, length: number): Promise<{ changes: number[]; finished: string[] }> {
  return lab.page.evaluate(
    ({ text, length }) => {
      const answer = new Answer();
      const observer = new MutationObserver(() => undefined);
      observer.observe(answer.root, {
        subtree: true,
        childList: true,
        characterData: true,
        attributes: true,
      });
      const changes: number[] = [];
      const finished: string[] = [];
      for (let from = 0; from < text.length; from += length) {
        // All blocks but the last are finished before the piece comes, save those that it may yet refer to.
        const blocks = [...answer.root.querySelectorAll('.stretch > *')].slice(0, -1);
        answer.add(text.slice(from, from + length));
        const records = observer.takeRecords();
        changes.push(records.length);
        for (const { target } of records) {
          const block = blocks.find((one) => one.contains(target));
          if (block) finished.push(`${block.localName}: ${target.nodeName} at ${from}`);
        }
      }
      answer.remove();
      return { changes, finished };
    },
    { text, length },
  );
}

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

const paragraph = 'The quick *brown* fox and `code` jumps over **the lazy** dog. 天下大势，分久必合。 ';
const cases: readonly [name: string, text: string][] = [
  ['a paragraph', paragraph.repeat(600)],
  ['a paragraph without marks', 'word '.repeat(10_000)],
  ['a paragraph without spaces', '天下大势分久必合'.repeat(5_000)],
  ['a quotation', `> ${paragraph}\n`.repeat(600)],
  ['a block of code', `\`\`\`ts\n${'const value = compute(1, "two"); // three\n'.repeat(1_200)}`],
  ['a table', `| a | b | c |\n|---|---|---|\n${'| one **two** | `three` | four |\n'.repeat(1_500)}`],
  ['a list', '- an item with **bold** words\n  - and one below it\n'.repeat(1_000)],
  ['raw HTML', `<div>\n${'<p class="x">some text</p>\n'.repeat(1_800)}`],
  ['many paragraphs', `${paragraph}\n\n`.repeat(600)],
];

describe('a piece of an answer', () => {
  test.each(cases)('changes as little at the end of %s as at its beginning', async (_, text) => {
    const { changes } = await changesOf(text, 12);
    const tenth = Math.floor(changes.length / 10);
    const [first, last] = [sum(changes.slice(0, tenth)), sum(changes.slice(-tenth))];
    expect(last).toBeLessThan(first * 1.2);
    expect(sum(changes) / changes.length).toBeLessThan(12);
  });

  test('is on the page as soon as the page is told of it', async () => {
    const shown = await lab.page.evaluate(() => {
      const answer = new Answer();
      const shown = ['T', 'he', ' first'].map((piece) => {
        answer.add(piece);
        return answer.root.textContent;
      });
      answer.remove();
      return shown;
    });
    expect(shown).toEqual(['T', 'The', 'The first']);
  });

  test('touches nothing that is finished', async () => {
    const text = corpus.filter((one) => !/\[\^|\[ref\]/.test(one)).join('\n\n');
    expect((await changesOf(text, 7)).finished).toEqual([]);
  });

  test('brings no more code blocks between two frames than a frame has room for', async () => {
    const counts = await lab.page.evaluate(async () => {
      const answer = new Answer();
      const count = (): number => answer.root.querySelectorAll('.code-block').length;
      const counts = [0];
      answer.add('- ```\n'.repeat(300));
      while (counts.at(-1)! < 300) {
        counts.push(count());
        await new Promise(requestAnimationFrame);
      }
      answer.remove();
      return counts;
    });
    const most = Math.max(...counts.slice(1).map((count, index) => count - counts[index]!));
    expect(most).toBeLessThan(32);
  });

  test('leaves what is selected selected', async () => {
    const selected = await lab.page.evaluate(() => {
      const answer = new Answer();
      answer.add('One **bold** word and more of it, and it goes');
      const [first, last] = [
        answer.root.querySelector('strong')!,
        answer.root.querySelector('p')!.lastChild!,
      ];
      getSelection()!.setBaseAndExtent(first.firstChild!, 1, last, 9);
      for (const piece of [' on', ' and', ' on *and', ' on*.\n', '\nAnother', ' one.']) answer.add(piece);
      const text = getSelection()!.toString();
      answer.remove();
      return text;
    });
    expect(selected).toBe('old word and');
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HostilePage } from '../hostile/hostile-page.ts';

let lab: HostilePage;

beforeAll(async () => {
  lab = await HostilePage.open();
  await lab.page.setViewportSize({ width: 1_400, height: 1_000 });
});
afterAll(async () => {
  expect(await lab.close()).toEqual([]);
});

const covered = (text: string): Promise<string[]> =>
  lab.page.evaluate((told) => window.hostile.covered(told), { name: 'formula', text });

const words = 'words around it '.repeat(12);
const wide = String.raw`\rule{20em}{1em}`.repeat(6);

describe('a formula is in front of nothing but its own place', () => {
  test.each([
    String.raw`\smash{\rule{20em}{20em}}`,
    String.raw`\smash{\raisebox{-20em}{\rule{20em}{20em}}}`,
    String.raw`\rule[-20em]{20em}{20em}`,
    String.raw`\raisebox{20em}{x}`,
    String.raw`\llap{\rule{20em}{1em}}x`,
    String.raw`\rlap{\rule{20em}{1em}}x`,
    String.raw`\clap{\rule{20em}{1em}}x`,
    String.raw`x\hspace{-20em}\rule{20em}{1em}`,
    String.raw`\hspace{-20em}xxxxxxxxxxxxxx`,
    String.raw`\kern-20em\text{not what stands here}`,
    String.raw`\mathrlap{\smash{\Huge\rule{20em}{20em}}}`,
    String.raw`\smash[b]{\begin{matrix}1\\2\\3\\4\\5\\6\\7\\8\end{matrix}}`,
    String.raw`\vphantom{x}\smash{\underbrace{\rule{9em}{9em}}_{\rule{9em}{9em}}}`,
    String.raw`\smash{\sqrt{\rule{9em}{20em}}}`,
    String.raw`\colorbox{white}{\smash{\rule{20em}{20em}}}\llap{\colorbox{red}{\rule{20em}{0em}}}`,
    wide,
  ])('%s', async (tex) => {
    const places = await covered(`${words}\n\nWords $${tex}$ after\n\n${words}\n\n$$${tex}$$\n\n${words}`);
    expect(places).toEqual([]);
  });

  test('and one of chemistry is drawn', async () => {
    const isDrawn = await lab.page.evaluate(
      async (tex) => {
        const answer = await window.hostile.shown(`Words $${tex}$ after`);
        const formula = answer.root.querySelector('.formula:not(.undrawn) .katex-html');
        answer.remove();
        return formula !== null;
      },
      String.raw`\ce{2H2 + O2 -> 2H2O}`,
    );
    expect(isDrawn).toBe(true);
  });

  test('and one that is wider than the answer is read by moving it', async () => {
    const canMove = await lab.page.evaluate(async (tex) => {
      const answer = await window.hostile.shown(`Words $${tex}$ after`);
      const part = answer.root.querySelector('.katex-base')!;
      part.scrollLeft = 10_000;
      const { right } = part.getBoundingClientRect();
      const end = part.querySelector('.katex-rule:last-child')!.getBoundingClientRect().right;
      const canMove = part.scrollLeft > 100 && Math.abs(end - right) < 4;
      answer.remove();
      return canMove;
    }, wide);
    expect(canMove).toBe(true);
  });
});

test('a formula of its own is as far from the text around it as any other block', async () => {
  const between = await lab.page.evaluate(async () => {
    const answer = await window.hostile.shown('One.\n\nTwo.\n\n$$\n\\frac{a}{b}\n$$\n\nThree.');
    const blocks = [...answer.root.querySelectorAll('.stretch > *')];
    const drawn = blocks.map((block) =>
      (block.querySelector('.katex-html') ?? block).getBoundingClientRect(),
    );
    answer.remove();
    return drawn.slice(1).map(({ top }, index) => Math.round(top - drawn[index]!.bottom));
  });
  expect(between).toHaveLength(3);
  expect(Math.max(...between) - Math.min(...between)).toBeLessThan(6);
});

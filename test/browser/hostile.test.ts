import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hostileAnswers } from '../hostile/corpus.ts';
import { placesIn, randomPieces, shortLength } from '../hostile/cuts.ts';
import { faultsOf } from '../hostile/drawing.ts';
import { HostilePage } from '../hostile/hostile-page.ts';
import { Random } from '../hostile/random.ts';

let lab: HostilePage;

beforeAll(async () => {
  lab = await HostilePage.open();
});

const seed = Date.now() % 2 ** 32;
const random = new Random(seed);
const answers = hostileAnswers();
// What is longer, every place to cut at, and how long the page is held up are for `npm run fuzz`.
const short = answers.filter(({ text }) => text.length <= shortLength);

describe(`a hostile answer (seed ${seed})`, () => {
  test('runs nothing, asks nobody for anything, and shows where its links lead', async () => {
    expect(await faultsOf(lab, short)).toEqual([]);
  });

  test('ends on the page as if it had come whole, however it was cut', async () => {
    for (const { name, text } of short) {
      const cuts = [[random.of([0, ...placesIn(text, random)])]];
      const differs = await lab.page.evaluate(({ text, cuts }) => window.hostile.differsAt(text, cuts), {
        text,
        cuts,
      });
      expect(differs, name).toBeNull();
      const pieces = randomPieces(text, random, 8);
      const isSame = await lab.page.evaluate((all) => window.hostile.isSame(all), pieces);
      expect(isSame, `${name} in ${JSON.stringify(pieces)}`).toBe(true);
    }
  });

  test('would be found out if it did harm', async () => {
    const caught = await lab.page.evaluate(async () => {
      window.takeCaught();
      alert(1);
      const image = document.createElement('img');
      const refused = new Promise((resolve) =>
        document.addEventListener('securitypolicyviolation', resolve, { once: true }),
      );
      image.src = 'https://control.test/pixel.png';
      document.body.append(image);
      await refused;
      const found = window.hostile.look();
      image.remove();
      return [...found, ...window.takeCaught()];
    });
    expect(caught).toEqual([
      '<img>',
      '<img src=https://control.test/pixel.png>',
      'alert',
      expect.stringContaining('policy: img-src'),
    ]);
  });
});

// Last: only the whole log says that nothing left the page but this.
afterAll(async () => {
  await expect(lab.page.goto('http://away.test/')).rejects.toThrow();
  expect(await lab.close()).toEqual(['away.test']);
});

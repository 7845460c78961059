import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hostileAnswers } from '../hostile/corpus.ts';
import { placesIn, randomPieces, shortLength } from '../hostile/cuts.ts';
import { clickFaultsOf, faultsOf } from '../hostile/drawing.ts';
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
const harmlessName = /^saved [\p{L}\p{N}_+@()-][\p{L}\p{N}\p{M}._ +@()-]*$/u;
/** Away from the page, but for a frame that is not let go where it wants to. */
const leads = (complaint: string): boolean =>
  /^(?:opened|went to) /.test(complaint) &&
  !complaint.startsWith(`went to ${lab.page.url()}`) &&
  complaint !== 'went to chrome-error://chromewebdata/';

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

  test('numbers no note that was referred to for a while only, in what became the words of an image', async () => {
    const pieces = ['![a[^1]]', '(https://evil.test/x)\n\n[^1]: note'];
    expect(await lab.page.evaluate((all) => window.hostile.isSame(all), pieces)).toBe(true);
  });

  test('does no harm where somebody clicks in it, and is saved under a harmless name', async () => {
    expect(await clickFaultsOf(lab, short)).toEqual([]);
    const saved = (): string[] => lab.complaints.filter((complaint) => complaint.startsWith('saved '));
    await expect.poll(() => saved().length, { timeout: 20_000 }).toBeGreaterThan(50);
    for (const name of saved()) expect(name).toMatch(harmlessName);
    const told = lab.take();
    expect(told.filter(leads)).toEqual([]);
    // What throws within a frame is told here too: pages did run, and were kept from the one around them.
    expect(told).toContainEqual(
      expect.stringContaining("SecurityError: Failed to read a named property 'alert'"),
    );
  }, 120_000);

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

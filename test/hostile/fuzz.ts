// Grows hostile answers from the stored ones for a while: `npm run fuzz -- --seconds 60 --seed 7`. The first one that does
// harm, reads differently in pieces or costs too much is stored, so that the tests know it from then on.
import { parseArgs } from 'node:util';
import { type HostileAnswer, hostileAnswers, storeFinding } from './corpus.ts';
import { placesIn, randomPieces } from './cuts.ts';
import { faultsOf, heldUpBy } from './drawing.ts';
import { grownFrom } from './growth.ts';
import { HostilePage } from './hostile-page.ts';
import { Random } from './random.ts';
import { costOf, differentLeaf, readingOf } from './reading.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string' },
    stored: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed ?? Date.now() % 2 ** 32);
const seconds = Number(values.seconds);
if (!Number.isSafeInteger(seed) || !(seconds > 0)) throw new Error('--seconds and --seed take numbers');
const random = new Random(seed);
const stored = hostileAnswers();

/** Why an answer is a finding for the parsers; null if it is none. */
function faultInReading(text: string): string | null {
  try {
    const whole = readingOf([text]);
    if (readingOf(text.split('')) !== whole) return 'reads differently letter by letter';
    const pieces = randomPieces(text, random, 60);
    if (readingOf(pieces) !== whole) return `reads differently in ${JSON.stringify(pieces)}`;
    const leaf = differentLeaf(text, (leafText) => randomPieces(leafText, random, 9));
    if (leaf) return `a leaf reads differently in ${JSON.stringify(leaf.pieces)}`;
    const perCharacterUs = costOf(text) / Math.max(text.length, 10_000);
    return perCharacterUs > 20 ? `costs ${perCharacterUs} us a character` : null;
  } catch (error) {
    return `ends the parser: ${String(error instanceof Error ? error.stack : error)}`;
  }
}

async function differsOnPage(
  lab: HostilePage,
  text: string,
  places: readonly number[],
): Promise<string | null> {
  const differs = await lab.page.evaluate((told) => window.hostile.differsAt(told.text, told.places), {
    text,
    places,
  });
  return differs === null ? null : `is drawn differently when it is cut at ${differs}`;
}

async function faultOnPage(lab: HostilePage, answer: HostileAnswer): Promise<string | null> {
  try {
    const [fault] = await faultsOf(lab, [answer]);
    const places = Array.from({ length: 3 }, () => random.below(answer.text.length + 1));
    return fault ?? (await differsOnPage(lab, answer.text, places));
  } catch (error) {
    return `ends the page: ${String(error)}`;
  }
}

/** The stored ones, at every place and with their time: minutes. */
async function* storedFaults(lab: HostilePage): AsyncGenerator<string> {
  for (const answer of stored) {
    for (const fault of await faultsOf(lab, [answer])) yield fault;
    for (const held of await heldUpBy(lab, [answer])) yield held;
    const differs = await differsOnPage(lab, answer.text, placesIn(answer.text, random));
    if (differs) yield `${answer.name} ${differs}`;
  }
}

async function* grownFaults(lab: HostilePage): AsyncGenerator<string> {
  const texts = stored.map(({ text }) => text);
  const end = Date.now() + seconds * 1_000;
  let count = 0;
  for (; Date.now() < end; count++) {
    const text = grownFrom(texts, random);
    const fault =
      faultInReading(text) ??
      (count % 20 === 0 ? await faultOnPage(lab, { name: `grown ${count}`, text }) : null);
    if (fault === null) continue;
    storeFinding(`seed ${seed}, answer ${count}`, text);
    yield `${JSON.stringify(text.slice(0, 2_000))} ${fault}`;
  }
  console.log(`${count} answers grown`);
}

console.log(`seed ${seed}`);
const lab = await HostilePage.open();
let faults = 0;
for await (const fault of values.stored ? storedFaults(lab) : grownFaults(lab)) {
  console.log(fault);
  faults++;
}
const hosts = await lab.close();
if (hosts.length > 0) console.log(`the browser wanted something of ${hosts.join(', ')}`);
console.log(`${faults + hosts.length} found`);
process.exitCode = faults + hosts.length === 0 ? 0 : 1;

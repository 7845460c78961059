import { hostileAnswers, type HostileAnswer, storeFinding } from './corpus.ts';
import { randomPieces } from './cuts.ts';
import { differsOnPage, faultsOf } from './drawing.ts';
import { grownFrom } from './growth.ts';
import type { HostilePage } from './hostile-page.ts';
import type { Random } from './random.ts';
import { costOf, differentLeaf, readingOf } from './reading.ts';

/** Every so many is drawn; all are read. */
const drawnEvery = 20;

/** What goes wrong with answers that are grown from the stored ones. Each finding is stored, so that the tests know it from then on. */
export async function* grownFaults(
  lab: HostilePage,
  { seed, seconds, random }: { seed: number; seconds: number; random: Random },
): AsyncGenerator<string> {
  const texts = hostileAnswers().map(({ text }) => text);
  const end = Date.now() + seconds * 1_000;
  let count = 0;
  for (; Date.now() < end; count++) {
    const text = grownFrom(texts, random);
    const answer = { name: `grown ${count}`, text };
    const isDrawn = count % drawnEvery === 0;
    const fault = faultInReading(text, random) ?? (isDrawn ? await faultOnPage(lab, answer, random) : null);
    if (fault === null) continue;
    storeFinding(`seed ${seed}, answer ${count}`, text);
    yield `${JSON.stringify(text.slice(0, 2_000))} ${fault}`;
  }
  console.log(`${count} answers grown`);
}

/** Why an answer is a finding for the parsers; null if it is none. */
function faultInReading(text: string, random: Random): string | null {
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

async function faultOnPage(lab: HostilePage, answer: HostileAnswer, random: Random): Promise<string | null> {
  try {
    const [fault] = await faultsOf(lab, [answer]);
    const cuts = Array.from({ length: 3 }, () => [random.below(answer.text.length + 1)]);
    return fault ?? (await differsOnPage(lab, answer, cuts));
  } catch (error) {
    return `ends the page: ${String(error)}`;
  }
}

import { hostileAnswers } from './corpus.ts';
import { cutsOf } from './cuts.ts';
import { differsOnPage, faultsOf, heldUpBy } from './drawing.ts';
import type { HostilePage } from './hostile-page.ts';
import type { Random } from './random.ts';

/** As many are drawn before their number is told. */
const batchLength = 60;

/** What goes wrong with the stored answers: all of them, of whatever length, whole and cut, and how long they hold up the page. */
export async function* storedFaults(lab: HostilePage, random: Random): AsyncGenerator<string> {
  const answers = hostileAnswers();
  for (let from = 0; from < answers.length; from += batchLength) {
    const batch = answers.slice(from, from + batchLength);
    yield* await faultsOf(lab, batch);
    yield* await heldUpBy(lab, batch);
    for (const answer of batch) {
      const differs = await differsOnPage(lab, answer, cutsOf(answer.text, random));
      if (differs) yield `${answer.name} ${differs}`;
    }
    console.log(`${from + batch.length} of ${answers.length} answers drawn`);
  }
}

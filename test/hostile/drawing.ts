import type { HostileAnswer } from './corpus.ts';
import type { HostilePage } from './hostile-page.ts';
import { longestTasks } from './tasks.ts';

/** As many answers stand on the page at once while what comes late is waited for. */
const together = 60;
const taskMs = 50;
/** Where bare elements take longer than that by themselves, drawing may take this much of it. */
const ofBare = 1.3;

/** Draws all of them whole, and says what went wrong with which. */
export async function faultsOf(lab: HostilePage, answers: readonly HostileAnswer[]): Promise<string[]> {
  const faults: string[] = [];
  for (let from = 0; from < answers.length; from += together) {
    const some = answers.slice(from, from + together);
    faults.push(...(await lab.page.evaluate((told) => window.hostile.faults(told), some)), ...lab.take());
  }
  return faults;
}

/** Clicks in all of them, and says what went wrong with which. */
export async function clickFaultsOf(lab: HostilePage, answers: readonly HostileAnswer[]): Promise<string[]> {
  const faults: string[] = [];
  for (let from = 0; from < answers.length; from += together) {
    const some = answers.slice(from, from + together);
    faults.push(...(await lab.page.evaluate((told) => window.hostile.clicked(told), some)));
  }
  return faults;
}

/** Those whose drawing holds up the page, and for how long. What seems to is measured again by itself, beside bare elements. */
export async function heldUpBy(lab: HostilePage, answers: readonly HostileAnswer[]): Promise<string[]> {
  const tasks = await longestTasks(lab.browser, async () => {
    for (const answer of answers) await lab.page.evaluate((told) => window.hostile.faults([told]), answer);
  });
  const suspects = answers.filter(({ name }) => longestOf(tasks, name) > taskMs);
  const held: string[] = [];
  for (const suspect of suspects) held.push(...(await heldUpAgain(lab, suspect)));
  return held;
}

/** Says where an answer is cut, at one place or several, that then is not drawn as if it had come whole; null: nowhere. */
export async function differsOnPage(
  lab: HostilePage,
  { text }: HostileAnswer,
  cuts: readonly (readonly number[])[],
): Promise<string | null> {
  const places = await lab.page.evaluate((told) => window.hostile.differsAt(told.text, told.cuts), {
    text,
    cuts,
  });
  return places === null ? null : `is drawn differently when it is cut at ${places.join(', ')}`;
}

async function heldUpAgain(lab: HostilePage, answer: HostileAnswer): Promise<string[]> {
  let best = '';
  for (let tries = 0; tries < 3; tries++) {
    const tasks = await longestTasks(lab.browser, async () => {
      await lab.page.evaluate((told) => window.hostile.faults([told]), answer);
      await lab.page.evaluate((told) => window.hostile.bare(told), answer);
    });
    const ours = longestOf(tasks, answer.name);
    const bare = tasks.get(`bare ${answer.name}`) ?? 0;
    if (ours <= Math.max(taskMs, bare * ofBare)) return [];
    best = `${answer.name}: ${Math.round(ours)} ms, bare elements ${Math.round(bare)} ms`;
  }
  return [best];
}

function longestOf(tasks: ReadonlyMap<string, number>, name: string): number {
  return Math.max(tasks.get(`ours ${name}`) ?? 0, tasks.get(`late ${name}`) ?? 0);
}

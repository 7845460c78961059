// The view of answers on a page of its own, with formulas and all, and what looks at it.
import { drawFormula } from '../../../src/web/markdown/math/draw-formula.ts';
import { Answer } from '../../browser/markdown/entry.ts';
import { faultsOf } from './look.ts';

declare global {
  interface Window {
    hostile: typeof hostile;
    takeCaught(): string[];
  }
}

const frame = (): Promise<unknown> => new Promise(requestAnimationFrame);
const soon = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve));

/** How many frames in a row nothing has to change for what comes late (colours, formulas) to be there. */
const quietFrames = 8;
const mostFrames = 600;

async function quiet(root: Element): Promise<void> {
  let changed = true;
  const observer = new MutationObserver(() => (changed = true));
  observer.observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
  for (let frames = 0, still = 0; still < quietFrames && frames < mostFrames; frames++) {
    still = changed ? 0 : still + 1;
    changed = false;
    await frame();
  }
  observer.disconnect();
}

/** What is wrong with the page around the answers; the frame in which diagrams are drawn is ours. */
function caughtBeside(roots: readonly Element[]): string[] {
  const beside = [...document.body.children].filter(
    (element) =>
      !roots.includes(element) && !element.matches('iframe[sandbox="allow-scripts"][src="/frame"]'),
  );
  return [
    ...window.takeCaught(),
    ...(document.title === 'Answers' ? [] : ['the title changed']),
    ...(location.pathname === '/' && location.hash === '' ? [] : [`it leads to ${location.href}`]),
    ...('polluted' in {} ? ['every object is spoiled'] : []),
    ...beside.map((element) => `<${element.localName}> beside the answer`),
  ];
}

export interface Told {
  readonly name: string;
  readonly text: string;
}

/**
 * Draws answers whole, one after the other, with all that belongs to them, looks at them and takes them away: says what is
 * wrong, and with which. What each of them takes stands under its name in a trace.
 */
async function faults(answers: readonly Told[]): Promise<string[]> {
  const drawn: { name: string; answer: Answer }[] = [];
  for (const { name, text } of answers) {
    const answer = new Answer(drawFormula);
    performance.mark(`ours ${name}`);
    answer.add(text);
    await answer.end();
    await frame();
    drawn.push({ name, answer });
  }
  performance.mark(`late ${answers[0]?.name ?? ''}`);
  await quiet(document.body);
  performance.mark('pause');
  const found = drawn.flatMap(({ name, answer }) =>
    faultsOf(answer.root, 'answer').map((fault) => `${name}: ${fault}`),
  );
  const beside = caughtBeside(drawn.map(({ answer }) => answer.root)).map(
    (fault) => `${fault}, with ${drawn.map(({ name }) => name).join(', ')}`,
  );
  for (const { answer } of drawn) answer.remove();
  return [...new Set([...found, ...beside])];
}

/** What costs a browser at least: the same elements, put in at once. */
async function bare({ name, text }: Told): Promise<void> {
  const answer = new Answer();
  answer.add(text);
  await answer.end();
  const copy = answer.root.cloneNode(true);
  answer.remove();
  await frame();
  await soon();
  performance.mark(`bare ${name}`);
  document.body.append(copy);
  await frame();
  await soon();
  performance.mark('pause');
  (copy as Element).remove();
  await frame();
}

async function drawn(pieces: readonly string[]): Promise<string> {
  const answer = new Answer();
  for (const piece of pieces) answer.add(piece);
  await answer.end();
  const { html } = answer;
  answer.remove();
  return html;
}

/** The first of these places at which the answer, cut in two there, does not end as if it had come whole; null: none. */
async function differsAt(text: string, places: readonly number[]): Promise<number | null> {
  const whole = await drawn([text]);
  for (const place of places) {
    if ((await drawn([text.slice(0, place), text.slice(place)])) !== whole) return place;
  }
  return null;
}

/** Whether the answer ends in these pieces as if it had come whole. */
async function isSame(pieces: readonly string[]): Promise<boolean> {
  return (await drawn(pieces)) === (await drawn([pieces.join('')]));
}

/** What is wrong with all that stands on the page. */
const look = (): string[] => faultsOf(document.body, 'answer');

const hostile = { faults, bare, differsAt, isSame, look };
Object.assign(window, { hostile });

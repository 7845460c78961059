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

/** An answer in the middle of the page, with all that belongs to it. */
async function shown(text: string): Promise<Answer> {
  const answer = new Answer(drawFormula);
  Object.assign(answer.root.style, { width: '30rem', margin: '25rem' });
  answer.add(text);
  await answer.end();
  await quiet(document.body);
  return answer;
}

/** Where a formula is in front of what is not a formula, in an answer that is shown with all that belongs to it. */
async function covered({ text }: Told): Promise<string[]> {
  const answer = await shown(text);
  answer.root.scrollIntoView({ block: 'center' });
  if (!answer.root.querySelector('.katex')) throw new Error(`no formula is drawn: ${text}`);
  const places = [...coveredWords(answer.root), ...coveredBeside(answer.root)];
  answer.remove();
  return places;
}

const inFormula = (x: number, y: number): boolean =>
  document.elementFromPoint(x, y)?.closest('.katex') != null;

/** The words that a formula is in front of. */
function coveredWords(root: Element): string[] {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement?.closest('.katex') ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
  );
  const words: string[] = [];
  const range = document.createRange();
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    for (const { index, 0: word } of node.nodeValue!.matchAll(/\S+/g)) {
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      const { left, width, top, height } = range.getBoundingClientRect();
      const isCovered = [0.1, 0.5, 0.9].some((part) => inFormula(left + width * part, top + height / 2));
      if (isCovered) words.push(word);
    }
  }
  return words;
}

/** Where around an answer a formula is in front of the page. */
function coveredBeside(root: Element): string[] {
  const { left, right, top, bottom } = root.getBoundingClientRect();
  const places: string[] = [];
  for (let y = 2; y < innerHeight; y += 12) {
    for (let x = 2; x < innerWidth; x += 24) {
      const isBeside = x < left || x > right || y < top || y > bottom;
      if (isBeside && inFormula(x, y)) places.push(`${x}, ${y}`);
    }
  }
  return places.slice(0, 3);
}

/** What a thousand blocks of code have is the same in each. */
const clickedBlocks = 4;
const framesToStart = 20;

/** Clicks whatever can be clicked in answers, which are drawn together, and says what is wrong then. */
async function clicked(answers: readonly Told[]): Promise<string[]> {
  const faults: string[] = [];
  const drawn = answers.map(({ text }) => drawnAtOnce(text));
  await Promise.all(drawn.map((answer) => answer.end()));
  await quiet(document.body);
  for (const [index, answer] of drawn.entries()) {
    await clickButtons(answer.root);
    clickLinks(answer.root);
    const wrong = [...faultsOf(answer.root, 'answer'), ...caughtBeside(drawn.map(({ root }) => root))];
    faults.push(...wrong.map((fault) => `${answers[index]?.name}: ${fault}`));
    answer.remove();
  }
  return faults.filter((fault) => !isRefusal(fault));
}

function drawnAtOnce(text: string): Answer {
  const answer = new Answer(drawFormula);
  answer.add(text);
  return answer;
}

/** Those of code; those of images rightly ask our server. What they start has time to do what it means to. */
async function clickButtons(root: Element): Promise<void> {
  const blocks = [...root.querySelectorAll('.code-block')].slice(0, clickedBlocks);
  const buttons = blocks.flatMap((block) => [...block.querySelectorAll('button')]);
  for (const button of buttons) button.click();
  await soon();
  for (const started of root.querySelectorAll('iframe')) await hasRun(started);
}

/** It tells its height when all of it has run; what never ends, or goes elsewhere, does not. */
async function hasRun(started: HTMLIFrameElement): Promise<void> {
  for (let frames = 0; started.style.height === '' && frames < framesToStart; frames++) await frame();
}

/** Where links lead is looked at, not gone to: whatever is asked for was not asked for by a link. */
function clickLinks(root: Element): void {
  root.addEventListener('click', stay);
  for (const link of root.querySelectorAll<HTMLElement>('a, li, [tabindex]'))
    if (link.isConnected) link.click();
  history.replaceState(null, '', '/');
}

/** A place within the answer is gone to. */
function stay(event: Event): void {
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (link && !link.getAttribute('href')?.startsWith('#')) event.preventDefault();
}

/** The page says that a frame wanted to leave, and was not let. */
const isRefusal = (fault: string): boolean => / policy: frame-src /.test(fault);

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

/** The first of these cuts, each at one place or several, after which the answer does not end as if it had come whole; null: none. */
async function differsAt(
  text: string,
  cuts: readonly (readonly number[])[],
): Promise<readonly number[] | null> {
  const whole = await drawn([text]);
  for (const places of cuts) {
    const ends = [...places, text.length];
    const pieces = ends.map((end, index) => text.slice(index === 0 ? 0 : ends[index - 1], end));
    if ((await drawn(pieces)) !== whole) return places;
  }
  return null;
}

/** Whether the answer ends in these pieces as if it had come whole. */
async function isSame(pieces: readonly string[]): Promise<boolean> {
  return (await drawn(pieces)) === (await drawn([pieces.join('')]));
}

/** What is wrong with all that stands on the page. */
const look = (): string[] => faultsOf(document.body, 'answer');

const hostile = { shown, covered, clicked, faults, bare, differsAt, isSame, look };
Object.assign(window, { hostile });

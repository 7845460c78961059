import { newId } from '../../../src/protocol/ids.ts';
import type { Message } from '../../../src/protocol/messages.ts';
import { ask, type Asked, type AskOptions, grantAll, settledAnswer } from './ask.ts';
import { type Finding, findIf } from './finding.ts';
import type { PaintedPage } from './painted.ts';
import type { Place } from './place.ts';
import { saidIn, type Scripted } from './script.ts';

const mark = '<text>';

/** Words that a page shows letter by letter as they are. */
export function words(count: number): string {
  return Array.from({ length: count }, (_, index) => `t${index}`).join(' ');
}

/** Asks for so many words, one a step, and opens the page that shows them. */
export async function askOnPage(
  tokens: number,
  page: PaintedPage,
  place: Place,
  options: AskOptions,
): Promise<Asked> {
  const key = newId();
  const question = `/script ${JSON.stringify({ tokens, stepped: true, key })}`;
  const after = Array.from({ length: tokens + 1 }, (_, count) => (count === 0 ? '' : mark + words(count)));
  const script: Scripted = { question, key, thinks: false, after };
  const asked = await ask(place.caller, script, options);
  await page.visit(`${place.origin}/c/${asked.conversationId}`, words(tokens));
  return asked;
}

/** One word more, until it is painted. */
export async function paintNext(
  count: number,
  { script }: Asked,
  page: PaintedPage,
  { demo }: Place,
  signal: AbortSignal,
): Promise<void> {
  await demo.step(script.key, 1, signal);
  await page.untilPainted(words(count), signal);
}

/** Lets the answer come to its end, and waits until the page shows all of it: `stored` is what there is. */
export async function paintedEnd(
  asked: Asked,
  page: PaintedPage,
  { caller, demo }: Place,
  signal: AbortSignal,
): Promise<{ stored: Message; findings: Finding[] }> {
  grantAll(demo, asked.script.key);
  const stored = await settledAnswer(caller, asked, signal);
  await asked.reader.close();
  await page.untilCalm();
  const text = saidIn(stored).replace(mark, '');
  await page.untilPainted(text, signal);
  const findings = [
    ...page.findings.splice(0),
    ...asked.reader.findings,
    ...findIf(page.text !== text, 'loss', `the page shows ${page.text.slice(-40)} of ${text.slice(-40)}`),
  ];
  return { stored, findings };
}

/** What was painted, as it would be stored. */
export const asStored = (painted: string): string => (painted === '' ? '' : mark + painted);

import { newId } from '../../../src/protocol/ids.ts';
import type { Message } from '../../../src/protocol/messages.ts';
import { ask, type Asked } from '../rig/ask.ts';
import type { PaintedPage } from '../rig/painted.ts';
import type { Place } from '../rig/place.ts';
import { saidIn, type Scripted } from '../rig/script.ts';

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
  signal: AbortSignal,
): Promise<Asked> {
  const key = newId();
  const question = `/script ${JSON.stringify({ tokens, stepped: true, key })}`;
  const after = Array.from({ length: tokens + 1 }, (_, count) => (count === 0 ? '' : mark + words(count)));
  const script: Scripted = { question, key, thinks: false, after };
  const asked = await ask(place.caller, script, { signal });
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

/** What a page shows of an answer that holds this. */
export const asPainted = (stored: Message): string => saidIn(stored).replace(mark, '');

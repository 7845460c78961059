import { call } from '../../../src/protocol/client.ts';
import { getConversation } from '../../../src/protocol/conversations.ts';
import { launchChromium } from '../../support/chromium.ts';
import { type Finding, findIf } from '../rig/finding.ts';
import { askOnPage, paintedEnd } from '../rig/on-page.ts';
import { PaintedPage } from '../rig/painted.ts';
import { Place } from '../rig/place.ts';
import type { Row } from '../rig/row.ts';

export const refresh: Row = {
  name: 'refresh',
  about:
    '50 refreshes as fast as they go, within an answer: no error on the page, one answer, asked for once',
  seeds: 10,
  async run(seed, form, tally) {
    await using browser = await launchChromium();
    await using place = await Place.open();
    await using page = await PaintedPage.open(browser);
    const times = form === 'long' ? 50 : 10;
    await tally.attempt(`seed ${seed}, ${times} times`, (signal) => refreshOften(times, page, place, signal));
  },
};

async function refreshOften(
  times: number,
  page: PaintedPage,
  place: Place,
  signal: AbortSignal,
): Promise<Finding[]> {
  const asked = await askOnPage(times + 10, page, place, { signal });
  const { key } = asked.script;
  for (let count = 0; count < times; count++) {
    await place.demo.step(key, 1, signal);
    await page.reload();
  }
  const { messages } = await call(place.caller, getConversation, asked, undefined, { query: {}, signal });
  const { stored, findings } = await paintedEnd(asked, page, place, signal);
  const asks = place.demo.requests().filter((request) => request.key === key).length;
  return [
    ...findings,
    ...findIf(asks !== 1, 'double', `the model was asked ${asks} times`),
    ...findIf(messages.length !== 2, 'double', `there are ${messages.length} messages`),
    ...findIf(stored.status !== 'complete', 'other', `it ended as ${stored.status}`),
  ];
}

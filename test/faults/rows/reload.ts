import { call } from '../../../src/protocol/client.ts';
import { getConversation } from '../../../src/protocol/conversations.ts';
import { launchChromium } from '../../support/chromium.ts';
import { type Asked, grantAll, settledAnswer } from '../rig/ask.ts';
import { type Finding, findIf } from '../rig/finding.ts';
import { PaintedPage } from '../rig/painted.ts';
import { Place } from '../rig/place.ts';
import type { Row } from '../rig/row.ts';
import { asPainted, askOnPage, paintNext, words } from './in-browser.ts';

export const reload: Row = {
  name: 'reload',
  about:
    'the page is loaded anew at each token of an answer: what it paints first is all that it had painted, and it goes on',
  seeds: 3,
  async run(seed, form, tally) {
    const tokens = form === 'long' ? 300 : 8;
    await using browser = await launchChromium();
    await using place = await Place.open();
    await using page = await PaintedPage.open(browser);
    const asked = await askOnPage(tokens, page, place, AbortSignal.timeout(20_000));
    for (let count = 1; count <= tokens; count++) {
      await tally.attempt(`seed ${seed}, token ${count}`, async (signal) => {
        await paintNext(count, asked, page, place, signal);
        await page.reload();
        await page.untilPainted(words(count), signal);
        return page.findings.splice(0);
      });
    }
    await tally.check(`seed ${seed}, the end`, (signal) => judgeEnd(asked, page, place, signal));
  },
};

export const refresh: Row = {
  name: 'refresh',
  about:
    '50 refreshes as fast as they go, within an answer: no error on the page, one answer, asked for once',
  seeds: 10,
  async run(seed, form, tally) {
    await using browser = await launchChromium();
    await using place = await Place.open();
    await using page = await PaintedPage.open(browser);
    await tally.attempt(`seed ${seed}`, async (signal) => {
      const asked = await askOnPage(60, page, place, signal);
      const { key } = asked.script;
      for (let count = 0; count < (form === 'long' ? 50 : 15); count++) {
        await place.demo.step(key, 1, signal);
        await page.reload();
      }
      const { messages } = await call(place.caller, getConversation, asked, undefined, { query: {}, signal });
      const times = place.demo.requests().filter((request) => request.key === key).length;
      return [
        ...findIf(times !== 1, 'double', `the model was asked ${times} times`),
        ...findIf(messages.length !== 2, 'double', `there are ${messages.length} messages`),
        ...(await judgeEnd(asked, page, place, signal)),
      ];
    });
  },
};

async function judgeEnd(
  asked: Asked,
  page: PaintedPage,
  place: Place,
  signal: AbortSignal,
): Promise<Finding[]> {
  grantAll(place.demo, asked.script.key);
  const stored = await settledAnswer(place.caller, asked, signal);
  await asked.reader.close();
  await page.untilCalm();
  const text = asPainted(stored);
  await page.untilPainted(text, signal);
  return [
    ...page.findings.splice(0),
    ...findIf(page.text !== text, 'loss', `the page shows ${page.text.slice(-40)} of ${text.slice(-40)}`),
    ...findIf(stored.status !== 'complete', 'other', `it ended as ${stored.status}`),
  ];
}

import { launchChromium } from '../../support/chromium.ts';
import { findIf } from '../rig/finding.ts';
import { askOnPage, paintedEnd, paintNext, words } from '../rig/on-page.ts';
import { PaintedPage } from '../rig/painted.ts';
import { Place } from '../rig/place.ts';
import type { Row } from '../rig/row.ts';

export const reload: Row = {
  name: 'reload',
  about:
    'the page is loaded anew at each token of an answer: what it paints first is all that it had painted, and it goes on',
  seeds: 3,
  async run(seed, form, tally) {
    const tokens = form === 'long' ? 300 : 6;
    await using browser = await launchChromium();
    await using place = await Place.open();
    await using page = await PaintedPage.open(browser);
    const asked = await askOnPage(tokens, page, place, { signal: AbortSignal.timeout(20_000) });
    for (let count = 1; count <= tokens; count++) {
      await tally.attempt(`seed ${seed}, token ${count}`, async (signal) => {
        await paintNext(count, asked, page, place, signal);
        await page.reload();
        await page.untilPainted(words(count), signal);
        return page.findings.splice(0);
      });
    }
    await tally.check(`seed ${seed}, the end`, async (signal) => {
      const { stored, findings } = await paintedEnd(asked, page, place, signal);
      return [...findings, ...findIf(stored.status !== 'complete', 'other', `it ended as ${stored.status}`)];
    });
  },
};

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

declare global {
  interface Window {
    axe: { run: (options: RunOptions) => Promise<AxeResults> };
  }
}

/**
 * What axe finds wrong and calls serious or worse, as `rule: element`. By day it looks at everything; at night only colours
 * are others.
 */
export async function seriousFaults(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(await readFile(axe, 'utf8'));
  await page.emulateMedia({ colorScheme: 'dark' });
  const byNight = await faults(page, { runOnly: ['color-contrast'] });
  await page.emulateMedia({ colorScheme: 'light' });
  const byDay = await faults(page, {});
  return [...byDay, ...byNight.map((fault) => `at night ${fault}`)];
}

async function faults(page: Page, options: RunOptions): Promise<string[]> {
  // What passes is not listed element by element: that took most of the time.
  const { violations } = await page.evaluate(
    (given) => window.axe.run({ resultTypes: ['violations'], ...given }),
    options,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}

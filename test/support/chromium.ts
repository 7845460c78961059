import { type Browser, chromium } from 'playwright-core';
import { ensureChromium } from '../../toolchain/chromium.mjs';

/** A real Chromium: the one that `npm test` found or installed. The caller closes it. */
export async function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: await ensureChromium(),
    chromiumSandbox: process.getuid?.() !== 0,
  });
}

import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { apt, mayUseApt } from './apt.mjs';
import { Failure } from './run.mjs';
import { step } from './steps.mjs';
import { words } from './words.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const places = [
  '/usr/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
const packages = ['chromium', 'fonts-noto-cjk', 'fonts-noto-color-emoji', 'fonts-liberation'];
const command =
  process.platform === 'darwin'
    ? 'brew install --cask chromium'
    : `sudo apt-get install -y ${packages.join(' ')}`;

/** The path of a Chromium or Chrome on this machine, if there is one. */
export function findChromium() {
  const chosen = process.env.CHROME_PATH;
  if (chosen && !existsSync(chosen)) throw new Failure(words.chromePathWrong(chosen));
  return chosen || candidates().find((path) => existsSync(path));
}

function candidates() {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return [...names.flatMap((name) => folders.map((folder) => join(folder, name))), ...places];
}

/** Finds a Chromium, installs Debian's if it may, or names the one command that does. */
export async function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  if (!mayUseApt()) throw new Failure(words.noChromium(command));
  await step(words.installingChromium, () => apt(packages, words.chromiumFailed));
  return findChromium() ?? Promise.reject(new Failure(words.noChromium(command)));
}

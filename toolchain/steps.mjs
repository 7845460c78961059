import { words } from './words.mjs';

// On the error output, so that what a command itself prints (npm pack reads it) stays clean.
const say = (/** @type {string} */ text) => void process.stderr.write(text);

/** @param {string} sentence */
export function tell(sentence) {
  say(`${sentence}\n`);
}

/** Says what is being done, then how long it took.
 * @template T @param {string} name @param {() => Promise<T>} work @returns {Promise<T>} */
export async function step(name, work) {
  say(`${name} … `);
  const begin = Date.now();
  try {
    const result = await work();
    say(`${since(begin)}\n`);
    return result;
  } catch (error) {
    say(`${words.failed}\n`);
    throw error;
  }
}

/** One of several steps that run side by side: its line appears when it has ended.
 * @template T @param {string} name @param {() => Promise<T>} work @param {(result: T) => boolean} succeeded */
export async function sideStep(name, work, succeeded) {
  const begin = Date.now();
  const result = await work();
  say(`  ${name} … ${succeeded(result) ? since(begin) : words.failed}\n`);
  return result;
}

/** The sentence first, then the tool's own words.
 * @param {import('./run.mjs').Failure} failure */
export function explain(failure) {
  tell(`\n${failure.message}`);
  if (failure.output.trim()) tell(`\n${failure.output.trimEnd()}\n`);
}

/** @param {number} begin */
function since(begin) {
  return words.seconds((Date.now() - begin) / 1000);
}

// Hostile answers in a real browser. `npm run fuzz -- --seconds 60 --seed 7` grows new ones from the stored ones and stores those
// that do harm, read differently in pieces or cost too much; `npm run fuzz -- --stored` draws all that are stored.
import { FuzzOptionError, type FuzzOptions, fuzzOptions } from './fuzz-options.ts';
import { grownFaults } from './grown.ts';
import { HostilePage } from './hostile-page.ts';
import { Random } from './random.ts';
import { storedFaults } from './stored.ts';

/** Tells what goes wrong as it is found; gives how much. */
async function fuzz({ stored, seconds, seed }: FuzzOptions): Promise<number> {
  console.log(`seed ${seed}`);
  const random = new Random(seed);
  const lab = await HostilePage.open();
  let faults = 0;
  for await (const fault of stored
    ? storedFaults(lab, random)
    : grownFaults(lab, { seed, seconds, random })) {
    console.log(fault);
    faults++;
  }
  const hosts = await lab.close();
  if (hosts.length > 0) console.log(`the browser wanted something of ${hosts.join(', ')}`);
  return faults + hosts.length;
}

try {
  const found = await fuzz(fuzzOptions(process.argv.slice(2)));
  console.log(`${found} found`);
  process.exitCode = found === 0 ? 0 : 1;
} catch (error) {
  if (!(error instanceof FuzzOptionError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}

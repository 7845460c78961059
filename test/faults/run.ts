// `npm run faults -- --row kill --seeds 1..5`: breaks things, and counts what that cost. `--report` adds up all that was run.
import { performance } from 'node:perf_hooks';
import { type Invocation, readArguments, UsageError } from './arguments.ts';
import { table } from './rig/report.ts';
import { keepResult, keptResults, type Result, resultOf } from './rig/results.ts';
import { refuseElsewhere, type Row, WrongPlatformError } from './rig/row.ts';
import { Tally, TryFailedError } from './rig/tally.ts';
import { rows } from './rows/index.ts';

const names = rows.map(({ name }) => name);

const help = `npm run faults -- --row NAME [--seeds 1..5]   breaks what the row says, and keeps what was found
npm run faults -- --report                     all that was kept, in one table

${rows.map(({ name, about, seeds }) => `  ${name.padEnd(14)} ${about} (seeds 1..${seeds})`).join('\n')}`;

try {
  process.exitCode = await follow(readArguments(process.argv.slice(2), names));
} catch (error) {
  if (!(error instanceof UsageError || error instanceof WrongPlatformError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
// A connection that is kept for later has nothing more to do.
process.exit();

async function follow(invocation: Invocation): Promise<number> {
  switch (invocation.command) {
    case 'help':
      console.log(help);
      return 0;
    case 'report':
      console.log(table(keptResults(), names));
      return 0;
    case 'run':
      return runSlice(rowNamed(invocation.row), invocation.seeds);
  }
}

function rowNamed(wanted: string): Row {
  const row = rows.find(({ name }) => name === wanted)!;
  refuseElsewhere(row, process.platform);
  return row;
}

async function runSlice(row: Row, chosen: readonly number[] | null): Promise<number> {
  const results: Result[] = [];
  for (const seed of chosen ?? Array.from({ length: row.seeds }, (_, index) => index + 1)) {
    const result = await runSeed(row, seed);
    keepResult(result);
    results.push(result);
    tell(result);
  }
  console.log(table(results, names));
  return results.every(({ findings }) => findings.length === 0) ? 0 : 1;
}

async function runSeed(row: Row, seed: number): Promise<Result> {
  const tally = new Tally();
  const startedAt = performance.now();
  try {
    await row.run(seed, 'long', tally);
  } catch (error) {
    // It stands in the tally; the seed ends here.
    if (!(error instanceof TryFailedError)) throw error;
  }
  return resultOf(row.name, seed, tally, (performance.now() - startedAt) / 1000);
}

function tell({ row, seed, tries, findings, seconds }: Result): void {
  console.error(
    `${row} seed ${seed}: ${tries} tries in ${seconds.toFixed(1)} s, ${findings.length} findings`,
  );
  for (const { kind, at, what } of findings) console.error(`  ${kind} at ${at}\n    ${what}`);
}

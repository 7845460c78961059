// `npm run bench [name …]`: measures the budgets, all of them or those named.
import { addedDelay } from './added-delay.ts';
import { commits } from './commits.ts';
import { cpuAToken } from './cpu-a-token.ts';
import { idleViewers } from './idle-viewers.ts';
import { memory } from './memory.ts';
import { pageSize } from './page-size.ts';
import { type Benchmark, heading, row } from './report.ts';
import { start } from './start.ts';

const benchmarks: Record<string, Benchmark> = {
  'cpu-a-token': cpuAToken,
  'added-delay': addedDelay,
  commits,
  memory,
  'idle-viewers': idleViewers,
  start,
  'page-size': pageSize,
};

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(benchmarks);
const unknown = names.filter((name) => !Object.hasOwn(benchmarks, name));
if (unknown.length > 0) {
  console.error(
    `There is no benchmark ${unknown.join(', ')}. There are: ${Object.keys(benchmarks).join(', ')}.`,
  );
  process.exit(2);
}

let missed = 0;
console.log(heading);
for (const name of names) {
  for await (const finding of benchmarks[name]!()) {
    console.log(row(finding));
    if (finding.met === false) missed += 1;
  }
}
process.exitCode = missed === 0 ? 0 : 1;

// `npm run bench [name …]`: measures the budgets, all of them or those named.
import { addedDelay } from './added-delay.ts';
import { commits } from './commits.ts';
import { cpuAToken } from './cpu-a-token.ts';
import { gateway } from './gateway.ts';
import { idleViewers } from './idle-viewers.ts';
import { longConversation } from './long-conversation.ts';
import { markdownParsers } from './markdown-parsers.ts';
import { memory } from './memory.ts';
import { modelMenu } from './model-menu.ts';
import { pageAnswer } from './page-answer.ts';
import { pageGrowth } from './page-growth.ts';
import { pageHeap } from './page-heap.ts';
import { pageSize } from './page-size.ts';
import { type Benchmark, heading, row } from './report.ts';
import { start } from './start.ts';

const benchmarks: Record<string, Benchmark> = {
  'cpu-a-token': cpuAToken,
  'added-delay': addedDelay,
  commits,
  memory,
  'idle-viewers': idleViewers,
  gateway,
  start,
  'page-size': pageSize,
  'page-growth': pageGrowth,
  'page-answer': pageAnswer,
  'page-heap': pageHeap,
  'long-conversation': longConversation,
  'model-menu': modelMenu,
  'markdown-parsers': markdownParsers,
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
let isInFindings = false;
for (const name of names) {
  for await (const finding of benchmarks[name]!()) {
    if (typeof finding === 'string') {
      console.log(finding);
      isInFindings = false;
      continue;
    }
    console.log(isInFindings ? row(finding) : `\n${heading}\n${row(finding)}`);
    isInFindings = true;
    if (finding.met === false) missed += 1;
  }
}
process.exitCode = missed === 0 ? 0 : 1;

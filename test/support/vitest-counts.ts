import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';

/** Leaves the numbers of a run where the launcher finds them for its closing line. */
export default class CountsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]) {
    const path = process.env['INKSTONE_TEST_COUNTS'];
    if (!path) return;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, JSON.stringify(countResults(modules, unhandledErrors.length)));
  }
}

/** A file or a group whose set-up failed, and an error outside every test, count as a failed test each. */
function countResults(modules: readonly TestModule[], unhandledErrors: number) {
  const states = modules.flatMap((module) =>
    [...module.children.allTests()].map((test) => test.result().state),
  );
  const count = (wanted: string) => states.filter((state) => state === wanted).length;
  const groups = modules.flatMap((module) => [module, ...module.children.allSuites()]);
  const broken = groups.filter((group) => group.errors().length > 0).length;
  return {
    passed: count('passed'),
    failed: count('failed') + broken + unhandledErrors,
    skipped: count('skipped'),
  };
}

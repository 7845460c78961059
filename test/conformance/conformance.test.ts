import { readFileSync } from 'node:fs';
import { runConformanceTests } from '@durable-streams/server-conformance-tests';
import { afterAll, beforeAll, describe, expect, type RunnerTestSuite, test } from 'vitest';
import { type ConformanceRig, hastyClock, startConformanceRig } from './rig.ts';
import { type Case, leftOut, ruleFor } from './selection.ts';

const target = { baseUrl: '' };
let rig: ConformanceRig;

beforeAll(async () => {
  rig = await startConformanceRig(hastyClock);
  target.baseUrl = rig.origin;
});
afterAll(() => rig[Symbol.asyncDispose]());

const chosen: Case[] = [];
const others: Case[] = [];

const suite = describe('what the public suite asks of a reader’s stream', () => runConformanceTests(target));
const collect = suite.collect.bind(suite);
// What is left out is no part of the run, rather than skipped in it: a skipped test is one that should have run.
suite.collect = async (file) => {
  const collected = await collect(file);
  keepChosen(collected, []);
  return collected;
};

function keepChosen(group: RunnerTestSuite, groups: readonly string[]): void {
  group.tasks = group.tasks.filter((task) => {
    if (task.type === 'test') {
      const one = { groups, name: task.name };
      const runs = ruleFor(one) === undefined;
      (runs ? chosen : others).push(one);
      return runs;
    }
    keepChosen(task, [...groups, task.name]);
    return task.tasks.length > 0;
  });
}

describe('what of the public suite does not run', () => {
  const page = readFileSync(new URL('../../docs/protocol.md', import.meta.url), 'utf8');

  test('is in the suite: no rule has outlived what it was made for', () => {
    for (const rule of leftOut) expect(others.map(ruleFor), rule.group).toContain(rule);
  });

  test('is named in the documentation, with how much runs', () => {
    const named = leftOut.map(({ group }) => group.trim().replace(/ -$/, ''));
    const count = `${chosen.length} of its ${chosen.length + others.length} cases`;
    expect([...named, count].filter((words) => !page.includes(words))).toEqual([]);
  });
});

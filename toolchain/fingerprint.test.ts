import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { filesBelow, fingerprint, stamp } from './fingerprint.mjs';

let folder: string;
const print = () => fingerprint(folder, filesBelow([folder]));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'inkstone-fingerprint-'));
  mkdirSync(join(folder, 'server'));
  writeFileSync(join(folder, 'server/main.ts'), 'one');
});

afterEach(() => rmSync(folder, { recursive: true }));

it('a file that was only touched is not built again', () => {
  const before = print();
  utimesSync(join(folder, 'server/main.ts'), new Date(0), new Date(0));
  expect(print()).toBe(before);
});

it.each([
  ['changed', () => writeFileSync(join(folder, 'server/main.ts'), 'two')],
  ['renamed', () => renameSync(join(folder, 'server/main.ts'), join(folder, 'server/start.ts'))],
  ['new', () => writeFileSync(join(folder, 'server/more.ts'), '')],
  ['gone', () => rmSync(join(folder, 'server/main.ts'))],
])('a file that is %s is built again', (_, change) => {
  const before = print();
  change();
  expect(print()).not.toBe(before);
});

it('what is forgotten, as during a build, never fits', () => {
  const built = stamp(join(folder, 'cache/built'));
  expect(built.fits('a')).toBe(false);
  built.remember('a');
  expect([built.fits('a'), built.fits('b')]).toEqual([true, false]);
  built.forget();
  expect(built.fits('a')).toBe(false);
});

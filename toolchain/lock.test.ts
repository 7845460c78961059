import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tryToTake, withLock } from './lock.mjs';

let path: string;

beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 'inkstone-lock-')), 'launch.lock');
});

afterEach(() => rmSync(dirname(path), { recursive: true }));

describe('two launchers in one folder', () => {
  it('do not get the lock both', () => {
    expect([tryToTake(path), tryToTake(path)]).toEqual([true, false]);
  });

  it('leave nothing behind', async () => {
    expect(await withLock(async () => readdirSync(dirname(path)), path)).toEqual(['launch.lock']);
    expect(readdirSync(dirname(path))).toEqual([]);
  });

  it('free the lock after a failure', async () => {
    await expect(withLock(() => Promise.reject(new Error('no network')), path)).rejects.toThrow('no network');
    expect(tryToTake(path)).toBe(true);
  });
});

describe('the lock of a launcher that is gone', () => {
  it('is taken over when its process has ended', () => {
    writeFileSync(path, '999999999');
    expect(tryToTake(path)).toBe(true);
    expect(tryToTake(path)).toBe(false);
  });

  it('is taken over when its number belongs to another program by now', () => {
    writeFileSync(path, String(process.pid));
    const aMinuteAgo = new Date(Date.now() - 60_000);
    utimesSync(path, aMinuteAgo, aMinuteAgo);
    expect(tryToTake(path)).toBe(true);
  });
});

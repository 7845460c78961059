import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packagesAreInstalled } from './packages.mjs';

const elsewhere = process.platform === 'darwin' ? 'linux' : 'darwin';
const manifest = { dependencies: { hono: '4.0.0' } };
const hono = { version: '4.0.0', integrity: 'sha512-hono' };
const binary = { version: '1.0.0', integrity: 'sha512-binary', optional: true, os: [elsewhere] };
const locked = { '': manifest, 'node_modules/hono': hono, 'node_modules/binary': binary };

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'inkstone-packages-'));
  mkdirSync(join(folder, 'node_modules'));
  write('package.json', manifest);
  write('package-lock.json', { packages: locked });
  write('node_modules/.package-lock.json', { packages: { 'node_modules/hono': hono } });
});

afterEach(() => rmSync(folder, { recursive: true }));

describe('packages are installed again', () => {
  it('not while all is as the lock file says', () => {
    expect(packagesAreInstalled(folder)).toBe(true);
  });

  it('after a pull that brought another version', () => {
    write('package-lock.json', {
      packages: { ...locked, 'node_modules/hono': { ...hono, version: '4.0.1' } },
    });
    expect(packagesAreInstalled(folder)).toBe(false);
  });

  it('after a pull that dropped one', () => {
    write('package-lock.json', { packages: { '': manifest } });
    expect(packagesAreInstalled(folder)).toBe(false);
  });

  it('after a change by hand that the lock file does not know', () => {
    write('package.json', { dependencies: { hono: '5.0.0' } });
    expect(packagesAreInstalled(folder)).toBe(false);
  });

  it('after an installation that was cut short', () => {
    rmSync(join(folder, 'node_modules/.package-lock.json'));
    expect(packagesAreInstalled(folder)).toBe(false);
  });

  it('in a folder that was copied from another kind of machine', () => {
    const present = { 'node_modules/hono': hono, 'node_modules/binary': binary };
    write('node_modules/.package-lock.json', { packages: present });
    expect(packagesAreInstalled(folder)).toBe(false);
  });
});

function write(path: string, value: unknown) {
  writeFileSync(join(folder, path), JSON.stringify(value));
}

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { licensesOf } from './licenses.mjs';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'inkstone-licenses-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

describe('the licences of a bundle', () => {
  it('are those of its packages, each named once', () => {
    addPackage('two', { LICENSE: 'Two may be used.' });
    addPackage('@some/one', { 'license.md': 'One may be used.', NOTICE: 'One is by somebody.' });
    const modules = ['src/main.ts', moduleOf('two', 'a.js'), moduleOf('@some/one', 'lib/b.js')];
    const text = licensesOf([...modules, moduleOf('two', 'c.js')]);
    expect(text.split(/\n-+\n\n/)).toEqual([
      '@some/one 1.0.0 (MIT)\n\nOne is by somebody.\n\nOne may be used.\n',
      'two 1.0.0 (MIT)\n\nTwo may be used.\n',
    ]);
  });

  it('are missed when a package has none', () => {
    addPackage('bare', {});
    expect(() => licensesOf([moduleOf('bare', 'a.js')])).toThrow('bare 1.0.0 (MIT) has no file');
  });
});

function moduleOf(name: string, file: string) {
  return join(folder, 'node_modules', name, file);
}

function addPackage(name: string, files: Record<string, string>) {
  const manifest = JSON.stringify({ name, version: '1.0.0', license: 'MIT' });
  for (const [file, text] of Object.entries({ ...files, 'package.json': manifest })) {
    mkdirSync(dirname(moduleOf(name, file)), { recursive: true });
    writeFileSync(moduleOf(name, file), text);
  }
}

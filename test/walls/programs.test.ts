// The walls between the programs are their tsconfig files. Here each one is tried with sources of one line.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const checkout = join(import.meta.dirname, '../..');
const programs = ['protocol', 'server', 'web', 'cli', 'demo-model'];
const allowed = new Set(['web→protocol', 'server→protocol', 'cli→protocol', 'cli→server', 'cli→demo-model']);
const pairs = programs.flatMap((from) => programs.filter((to) => to !== from).map((to) => ({ from, to })));

const svelteFile = `<script lang="ts">
  import type { Two } from '../server/two.ts';
  const two: Two = 2;
</script>
{two}`;

let folder: string;
let compilerSaid: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'inkstone-walls-'));
  layOutPrograms();
  for (const { from, to } of pairs) write(`src/${from}/takes-${to}.ts`, importOf(to));
  write('src/protocol/takes-document.ts', 'export const title: string = document.title;');
  write('src/protocol/takes-process.ts', 'export const folder: string = process.cwd();');
  // A file of its own: the compiler names only the first of several importers.
  write('src/server/two.ts', 'export type Two = 2;');
  write('src/web/TakesServer.svelte', svelteFile);
  compilerSaid = run(
    'typescript/bin/tsc',
    '-b',
    '--pretty',
    'false',
    ...programs.map((name) => `src/${name}`),
  );
});

afterAll(() => rmSync(folder, { recursive: true }));

describe('an import of a type from another program', () => {
  it.each(pairs.filter(({ from, to }) => allowed.has(`${from}→${to}`)))(
    'compiles from $from to $to',
    ({ from, to }) => {
      expect(errorsIn(`src/${from}/takes-${to}.ts`)).toEqual([]);
    },
  );

  it.each(pairs.filter(({ from, to }) => !allowed.has(`${from}→${to}`)))(
    'does not compile from $from to $to',
    ({ from, to }) => {
      expect(errorsIn(`src/${from}/takes-${to}.ts`)).toContainEqual(expect.stringContaining('TS6307'));
    },
  );

  it('is found in a Svelte file too', () => {
    const said = run(
      'svelte-check/bin/svelte-check',
      '--tsconfig',
      'src/web/tsconfig.json',
      '--output',
      'machine',
    );
    expect(said).toMatch(/ERROR "src\/web\/TakesServer\.svelte".*server\/two\.ts/);
  });
});

describe('the protocol', () => {
  it.each(['document', 'process'])('knows no %s', (name) => {
    expect(errorsIn(`src/protocol/takes-${name}.ts`)).toContainEqual(expect.stringContaining(`'${name}'`));
  });
});

function layOutPrograms() {
  write('package.json', '{ "type": "module" }');
  cpSync(join(checkout, 'tsconfig.base.json'), join(folder, 'tsconfig.base.json'));
  symlinkSync(join(checkout, 'node_modules'), join(folder, 'node_modules'));
  for (const program of programs) {
    write(`src/${program}/one.ts`, 'export type One = 1;');
    cpSync(join(checkout, 'src', program, 'tsconfig.json'), join(folder, 'src', program, 'tsconfig.json'));
  }
}

function importOf(program: string) {
  return `import type { One } from '../${program}/one.ts';\nexport type Taken = One;`;
}

function errorsIn(file: string) {
  return compilerSaid.split('\n').filter((line) => line.startsWith(`${file}(`));
}

function run(tool: string, ...args: string[]) {
  const script = join(checkout, 'node_modules', tool);
  return spawnSync(process.execPath, [script, ...args], { cwd: folder, encoding: 'utf8' }).stdout;
}

function write(path: string, text: string) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

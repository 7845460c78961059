// What a stranger gets with npx: packed from this checkout, unpacked elsewhere, and nothing else.
import { type ChildProcessWithoutNullStreams, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it } from 'vitest';

const checkout = join(import.meta.dirname, '../..');
const version = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')).version;

let folder: string;
let unpacked: string;
let files: string[];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'inkstone-package-'));
  unpacked = join(folder, 'package');
  npm('pack', '--pack-destination', folder);
  const tarball = join(folder, `inkstone-${version}.tgz`);
  execFileSync('tar', ['-xzf', tarball, '-C', folder]);
  files = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).trim().split('\n');
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true }));

it('the package runs without a build', () => {
  expect(inkstone('--version')).toMatchObject({ status: 0, stdout: expect.stringContaining(version) });
});

it('the package serves the page', async () => {
  const env = { ...process.env, INKSTONE_DATA_DIR: join(folder, 'data'), PORT: '0' };
  const server = spawn(process.execPath, [bin(), 'serve'], {
    cwd: folder,
    env,
    stdio: 'pipe',
  });
  const ended = once(server, 'exit');
  try {
    const page = await fetch(await addressOf(server));
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(await page.text()).toMatch(/^<!doctype html>/i);
  } finally {
    server.kill('SIGTERM');
    await ended;
  }
}, 60_000);

it('the package answers without WebAssembly, which V8 lets end a process now and then', async () => {
  const env = { ...process.env, INKSTONE_DATA_DIR: join(folder, 'other'), PORT: '0' };
  const withoutWebAssembly = 'data:text/javascript,delete globalThis.WebAssembly';
  const server = spawn(process.execPath, ['--import', withoutWebAssembly, bin(), 'serve'], {
    cwd: folder,
    env,
    stdio: 'pipe',
  });
  const ended = once(server, 'exit');
  try {
    const asked = {
      method: 'POST',
      body: JSON.stringify({ message: 'Hello' }),
      headers: { 'content-type': 'application/json' },
    };
    const reply = await fetch(new URL('chat', await addressOf(server)), asked);
    expect(await reply.json()).toEqual({ response: expect.stringMatching(/./) });
  } finally {
    server.kill('SIGTERM');
    await ended;
  }
}, 60_000);

it('the package asks for no other package, and holds the licences of those that it contains', () => {
  expect(npm('ls', '--omit=dev', '--all', '--parseable').trim().split('\n')).toEqual([checkout]);
  expect(readFileSync(join(unpacked, 'dist/THIRD-PARTY-LICENSES.txt'), 'utf8')).toContain('kysely');
  expect(readFileSync(join(unpacked, 'dist/web/THIRD-PARTY-LICENSES.md'), 'utf8')).toContain('svelte');
});

it('the package holds what runs, and no sources, tests or types', () => {
  expect(files).toContain('package/dist/web/index.html');
  expect(files.filter((file) => /\.(ts|map|tsbuildinfo)$|\.test\./.test(file))).toEqual([]);
});

it('an older Node is told in one line what is needed', () => {
  const older = 'data:text/javascript,Object.defineProperty(process,"versions",{value:{node:"20.1.0"}})';
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', older, bin()], {
    encoding: 'utf8',
  });
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(/^Inkstone needs Node\.js 24 or newer; this is 20\.1\.0 .*\n$/);
});

function bin() {
  return join(unpacked, 'bin/inkstone.js');
}

function inkstone(...args: string[]) {
  return spawnSync(process.execPath, [bin(), ...args], { cwd: folder, encoding: 'utf8' });
}

function npm(...args: string[]) {
  const shell = process.platform === 'win32';
  return execFileSync('npm', [...args, '--loglevel=error'], {
    cwd: checkout,
    encoding: 'utf8',
    stdio: 'pipe',
    shell,
  });
}

/** The address that the server prints once it can be reached. */
async function addressOf(server: ChildProcessWithoutNullStreams): Promise<string> {
  let complaint = '';
  server.stderr.on('data', (piece) => (complaint += piece));
  for await (const line of createInterface({ input: server.stdout })) {
    const address = /http:\/\/\S+/.exec(line)?.[0];
    if (address) return address;
  }
  throw new Error(`the server ended without printing an address: ${complaint}`);
}

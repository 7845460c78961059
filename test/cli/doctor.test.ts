import { chmodSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { damageStore, makeFirstStore } from '../support/first-store.ts';
import { openSealedFolder } from '../support/sealed-folder.ts';
import { openWorkplace, type Workplace } from './command.ts';

let place: Workplace;
beforeEach(async () => {
  place = await openWorkplace();
});
afterEach(() => place[Symbol.asyncDispose]());

const doctor = (env: Record<string, string> = {}, args: string[] = []) =>
  place.run(['doctor', ...args], { input: '', env: { TMPDIR: place.folder, ...env } }).ended;

function store(): string {
  mkdirSync(place.dataDir, { mode: 0o700 });
  const file = join(place.dataDir, 'inkstone.db');
  makeFirstStore(file);
  return file;
}

describe('inkstone doctor', () => {
  it('finds a new installation well, and leaves nothing behind', async () => {
    const { out, exitCode } = await doctor();
    expect(exitCode, out).toBe(0);
    expect(out).toContain('does not exist yet; the first start makes it');
    expect(out).toMatch(/^ok +127\.0\.0\.1:\d+ can be reached/m);
    expect(out).toMatch(/^ok .*what happens is seen after \d+ ms/m);
    expect(out).toMatch(/All is well\.\n$/);
    expect(readdirSync(place.folder)).toEqual([]);
  });

  it('looks at a store without changing it', async () => {
    const db = new DatabaseSync(store());
    db.exec('DELETE FROM provider');
    db.close();
    const { out, exitCode } = await doctor();
    expect(exitCode, out).toBe(0);
    expect(out).toContain('The store is whole: 4 conversations with 8 messages');
    expect(out).toContain('is of an earlier version (001-start); the next start copies it');
    expect(readdirSync(place.dataDir).filter((name) => !/^inkstone\.db(-wal|-shm)?$/.test(name))).toEqual([]);
  });

  it('asks the server that runs, and leaves it as it was', async () => {
    const server = place.run(['--port', '0']);
    const [, port] = await server.printed('out', /localhost:(\d+)/);
    const get = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).json();
    const { settings } = (await get('/api/settings')) as { settings: object };
    const { out, exitCode } = await doctor({ OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' });
    expect(exitCode, out).toBe(0);
    expect(out).toContain(`A server runs on this data folder: http://127.0.0.1:${port}/`);
    expect(await get('/api/conversations')).toMatchObject({ conversations: [] });
    expect(await get('/api/settings')).toMatchObject({ settings });
  });

  it('says of every problem what to change, and shows no key', async () => {
    damageStore(store());
    chmodSync(place.dataDir, 0o755);
    const key = 'sk-canary-0123456789';
    const env = { OPENAI_BASE_URL: 'http://127.0.0.1:9/v1', OPENAI_API_KEY: key };
    const { out, err, exitCode } = await doctor(env);
    expect(exitCode).toBe(1);
    expect(out).toContain(`chmod 700 ${place.dataDir}`);
    expect(out).toMatch(/^problem .*inkstone\.db is damaged .*put your last backup into another/m);
    expect(out).toMatch(/^problem {2}127\.0\.0\.1:9 .*cannot be reached\. Check the network/m);
    expect(out).toContain('4 problems: each line above says what to change.');
    expect(out + err).not.toContain(key);
  });

  it('says once that nothing can be written, and why, and reads the store all the same', async () => {
    using sealed = openSealedFolder();
    makeFirstStore(join(sealed.folder, 'inkstone.db'));
    sealed.seal();
    const { out } = await doctor({ INKSTONE_DATA_DIR: sealed.folder });
    expect(out.split(`${sealed.folder} ${sealed.sentence}`)).toHaveLength(2);
    expect(out).toContain('The store is whole: 4 conversations with 8 messages');
    const { out: below } = await doctor({ INKSTONE_DATA_DIR: join(sealed.folder, 'new') });
    expect(below).toContain(`${sealed.folder} ${sealed.sentence}`);
  });

  it('finds a store well that its first start could not begin', async () => {
    mkdirSync(place.dataDir, { mode: 0o700 });
    writeFileSync(join(place.dataDir, 'inkstone.db'), '');
    const { out, exitCode } = await doctor();
    expect(exitCode, out).toBe(0);
    expect(out).toContain('Nothing has been stored yet');
  });

  it('says that the secret of a stored key is gone', async () => {
    store();
    rmSync(join(place.folder, 'secret.key'), { force: true });
    const { out } = await doctor({}, ['--lang', 'zh']);
    expect(out).toMatch(/^问题 {2}A server 的 API Key 无法读取/m);
    writeFileSync(join(place.folder, 'secret.key'), 'short', { mode: 0o644 });
    const again = await doctor();
    expect(again.out).toContain(`chmod 600 ${join(place.folder, 'secret.key')}`);
    expect(again.out).toMatch(/^problem .*which holds the key for the providers’ keys, cannot be read/m);
  });
});

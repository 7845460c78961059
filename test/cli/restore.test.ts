import { appendFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backUp } from '../../src/server/store/backup.ts';
import { makeFirstStore } from '../support/first-store.ts';
import { openWorkplace, type Workplace } from './command.ts';

let place: Workplace;
let backup: string;
let target: string;
beforeEach(async () => {
  place = await openWorkplace();
  mkdirSync(place.dataDir);
  makeFirstStore(join(place.dataDir, 'inkstone.db'));
  backup = (await backUp(place.dataDir, place.folder, { version: 'test', now: new Date() })).folder;
  target = join(place.folder, 'target');
});
afterEach(() => place[Symbol.asyncDispose]());

const restore = (from: string, dataDir = target) =>
  place.run(['restore', from, '--data-dir', dataDir], { input: '' }).ended;

async function refused(from: string, dataDir?: string): Promise<string> {
  const { out, err, exitCode } = await restore(from, dataDir);
  expect({ out, exitCode }).toEqual({ out: '', exitCode: 1 });
  return err;
}

async function started(dataDir: string) {
  const server = place.run(['--port', '0', '--data-dir', dataDir]);
  const [, port] = await server.printed('out', /localhost:(\d+)/);
  const get = async (path: string) => fetch(`http://127.0.0.1:${port}${path}`);
  return { server, get };
}

describe('inkstone restore', () => {
  it('takes a new folder or an empty one, and says how to start with it', async () => {
    mkdirSync(target);
    const { out, err, exitCode } = await restore(backup);
    expect({ out, exitCode }).toEqual({ out: `Restored and checked: ${target}\n`, exitCode: 0 });
    expect(err).toContain('4 conversations with 8 messages');
    expect(err).toContain(`inkstone --data-dir ${target}`);
    expect(existsSync(join(target, 'inkstone.db'))).toBe(true);
  });

  it('overwrites nothing', async () => {
    const sentence = await refused(backup, place.dataDir);
    expect(sentence).toContain(`${place.dataDir} is not empty`);
    expect(sentence).toContain('Stop the server');
  });

  it('goes on where one was killed', async () => {
    mkdirSync(join(target, 'restore.unfinished'), { recursive: true });
    writeFileSync(join(target, 'restore.unfinished', 'inkstone.db'), 'half');
    expect((await restore(backup)).exitCode).toBe(0);
    expect(readdirSync(target).toSorted()).toEqual(['inkstone.db', 'lock.db']);
  });

  it('refuses a backup that has changed since, and leaves the folder empty', async () => {
    appendFileSync(join(backup, 'inkstone.db'), 'x');
    expect(await refused(backup)).toContain(`${join(backup, 'inkstone.db')} is missing, or has changed`);
    rmSync(join(backup, 'inkstone.db'));
    expect(await refused(backup)).toContain('is missing');
    expect(existsSync(target)).toBe(false);
  });

  it('refuses what is no backup, and one that was never finished', async () => {
    expect(await refused(join(place.folder, 'nowhere'))).toContain('There is no');
    expect(await refused(place.dataDir)).toContain('is no backup');
    rmSync(join(backup, 'manifest.json'));
    expect(await refused(backup)).toContain('is no backup');
    writeFileSync(join(place.folder, 'list.txt'), 'this is my shopping list, '.repeat(200));
    expect(await refused(join(place.folder, 'list.txt'))).toContain('it is no store of Inkstone');
  });

  it('takes no path out of a backup that leads elsewhere', async () => {
    const sha256 = '0'.repeat(64);
    const files = [{ path: 'attachments/../../secret.key', bytes: 1, sha256 }];
    writeFileSync(join(backup, 'manifest.json'), JSON.stringify({ format: 1, files }));
    expect(await refused(backup)).toContain('has changed since');
  });

  it('sends those who read the old store from an old place to take the state again', async () => {
    await restore(backup);
    const old = await started(place.dataDir);
    const { offset } = (await (await old.get('/api/settings')).json()) as { offset: string };
    const { get } = await started(target);
    expect((await get(`/api/stream?offset=${offset}`)).status).toBe(410);
    expect((await get('/api/stream?offset=now')).status).toBe(200);
  });

  it('brings back the copy that was made before an upgrade', async () => {
    const { get } = await started(place.dataDir);
    const before = await conversations(get);
    const [copy = ''] = readdirSync(join(place.dataDir, 'backups'));
    expect(copy).toMatch(/^before-002-continuation-/);
    const { err } = await restore(join(place.dataDir, 'backups', copy));
    expect(err).toContain('4 conversations with 8 messages');
    const again = await started(target);
    expect(await conversations(again.get)).toEqual(before);
  });
});

async function conversations(get: (path: string) => Promise<Response>): Promise<string[]> {
  const { conversations } = (await (await get('/api/conversations')).json()) as {
    conversations: { id: string }[];
  };
  return conversations.map(({ id }) => id);
}

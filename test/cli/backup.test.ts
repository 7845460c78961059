import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { damageStore, makeFirstStore } from '../support/first-store.ts';
import { openSealedFolder } from '../support/sealed-folder.ts';
import { backupWhileRunning } from './backup-while-running.ts';
import { openWorkplace, type Workplace } from './command.ts';

let place: Workplace;
beforeEach(async () => {
  place = await openWorkplace();
});
afterEach(() => place[Symbol.asyncDispose]());

const modeOf = (path: string): number => statSync(path).mode & 0o777;
const ask = (question: string) => place.run(['ask', question], { input: '' }).ended;

function store(): string {
  mkdirSync(place.dataDir, { recursive: true });
  const file = join(place.dataDir, 'inkstone.db');
  makeFirstStore(file);
  return file;
}

const history = (dataDir: string) =>
  place.run(['chat', '--continue', '--data-dir', dataDir], { input: '' }).ended;

async function backUp(args: string[] = []): Promise<string> {
  const { out, err, exitCode } = await place.run(['backup', ...args], { input: '' }).ended;
  expect(exitCode, err).toBe(0);
  return out.trimEnd();
}

async function refused(args: string[]): Promise<string> {
  const { out, err, exitCode } = await place.run(args, { input: '' }).ended;
  expect({ out, exitCode }).toEqual({ out: '', exitCode: 1 });
  return err;
}

describe('inkstone backup', () => {
  it('makes a new folder that only this user may read, and says what is in it and how to restore it', async () => {
    const { out: answer } = await ask('hello');
    const { out, err } = await place.run(['backup'], { input: '' }).ended;
    const folder = out.trimEnd();
    expect(folder).toMatch(/\/inkstone-backup-\d{4}-\d\d-\d\d-\d{6}$/);
    expect(err).toContain('1 conversation with 2 messages');
    expect(err).toContain(`inkstone restore ${folder}`);
    expect(err).toContain('secret.key, which is not in a backup');
    expect([folder, join(folder, 'inkstone.db'), join(folder, 'manifest.json')].map(modeOf)).toEqual([
      0o700, 0o600, 0o600,
    ]);
    const restored = join(place.folder, 'restored');
    await place.run(['restore', folder, '--data-dir', restored]).ended;
    expect((await history(restored)).out).toBe(answer);
  });

  it('never takes the place of another, and makes the folder that it is to lie in', async () => {
    store();
    const folders = await Promise.all([backUp(['kept']), backUp(['kept'])]);
    expect(new Set(folders).size).toBe(2);
    expect(readdirSync(join(place.folder, 'kept'))).toHaveLength(2);
  });

  it('holds no key that anybody could read, and not the secret that opens them', async () => {
    store();
    writeFileSync(join(place.folder, 'secret.key'), 'x');
    const folder = await backUp();
    expect(readdirSync(folder).toSorted()).toEqual(['inkstone.db', 'manifest.json']);
  });

  it('holds the attachments, and brings them back', async () => {
    store();
    const nested = join('attachments', 'ab', 'abcdef');
    mkdirSync(join(place.dataDir, 'attachments', 'ab'), { recursive: true });
    writeFileSync(join(place.dataDir, nested), 'a picture');
    const folder = await backUp();
    expect(modeOf(join(folder, nested))).toBe(0o600);
    const restored = join(place.folder, 'restored');
    await place.run(['restore', folder, '--data-dir', restored]).ended;
    expect(readFileSync(join(restored, nested), 'utf8')).toBe('a picture');
  });

  it('says so where there is nothing to copy, or where it cannot be written', async () => {
    expect(await refused(['backup'])).toContain('There is nothing to back up');
    store();
    writeFileSync(join(place.folder, 'file'), '');
    expect(await refused(['backup', 'file'])).toContain(`cannot be written to ${join(place.folder, 'file')}`);
    expect(await refused(['backup', '--lang', 'zh', 'file'])).toContain('无法把备份写入');
  });

  it('finds nothing to copy in a store that its first start could not begin', async () => {
    mkdirSync(place.dataDir);
    writeFileSync(join(place.dataDir, 'inkstone.db'), '');
    expect(await refused(['backup'])).toContain('There is nothing to back up');
  });

  it('copies a store from a folder that takes nothing any more', async () => {
    using sealed = openSealedFolder();
    makeFirstStore(join(sealed.folder, 'inkstone.db'));
    sealed.seal();
    const copy = await backUp(['--data-dir', sealed.folder]);
    expect(JSON.parse(readFileSync(join(copy, 'manifest.json'), 'utf8'))).toMatchObject({
      store: { conversations: 4, messages: 8 },
    });
  });

  it('of a damaged store is refused, and nothing stays', async () => {
    const file = store();
    damageStore(file);
    expect(await refused(['backup', 'kept'])).toContain(`${file} is damaged`);
    expect(readdirSync(join(place.folder, 'kept'))).toEqual([]);
  });

  it('reads a store that a crash has left as it was', async () => {
    const server = place.run(['--port', '0']);
    await server.printed('out', /localhost/);
    const { out: answer } = await ask('hello');
    server.kill('SIGKILL');
    await server.ended;
    const folder = await backUp();
    const restored = join(place.folder, 'restored');
    await place.run(['restore', folder, '--data-dir', restored]).ended;
    expect((await history(restored)).out).toBe(answer);
  });

  it('can be read by nobody else even where everything can be', async () => {
    store();
    chmodSync(join(place.dataDir, 'inkstone.db'), 0o666);
    expect(modeOf(join(await backUp(), 'inkstone.db'))).toBe(0o600);
  });
});

describe('a backup while answers are written', () => {
  it('restores with every message that was acknowledged before it began, twenty times', async () => {
    const result = await backupWhileRunning({ backups: 20, seed: 1 });
    expect(result).toMatchObject({ restored: 20, missing: [] });
    expect(result.acknowledged).toBeGreaterThan(20);
  }, 60_000);
});

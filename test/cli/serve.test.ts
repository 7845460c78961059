import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSealedFolder } from '../support/sealed-folder.ts';
import { openWorkplace, type Workplace } from './command.ts';

let place: Workplace;
beforeEach(async () => {
  place = await openWorkplace();
});
afterEach(() => place[Symbol.asyncDispose]());

describe('inkstone serve', () => {
  it('prints the address in a line of its own and who answers, and ends well on a signal', async () => {
    const server = place.run(['--port', '0']);
    const [, address] = await server.printed('out', /^Inkstone is running at (http:\/\/localhost:\d+\/)$/m);
    await server.printed('out', /^demo answers/m);
    expect((await fetch(`${address}healthz`)).ok).toBe(true);
    server.kill('SIGTERM');
    expect(await server.ended).toMatchObject({ exitCode: 0 });
    expect(existsSync(join(place.dataDir, 'server.json'))).toBe(false);
  });

  it('ends at once on a second Ctrl-C', async () => {
    const server = place.run(['--port', '0']);
    await server.printed('out', /localhost/);
    server.kill('SIGINT');
    await server.printed('err', /Stopping/);
    server.kill('SIGINT');
    expect([0, 130]).toContain((await server.ended).exitCode);
  });

  it('ends what is being written with all that came', async () => {
    const server = place.run(['--port', '0']);
    await server.printed('out', /localhost/);
    const model = `openai/script:${JSON.stringify({ tokens: 9, stepped: true, key: 'k' })}`;
    const command = place.run(['ask', 'go', '--model', model], { input: '' });
    await place.demo.step('k', 2, AbortSignal.timeout(10_000));
    await command.printed('out', /t1/);
    server.kill('SIGINT');
    expect(await server.ended).toMatchObject({ exitCode: 0 });
    const again = await place.run(['chat', '--continue'], { input: '' }).ended;
    expect(again.out).toBe('t0 t1\n');
  });

  it('refuses to be a second one on the same data folder, and names the first', async () => {
    const server = place.run(['--port', '0']);
    const [, port] = await server.printed('out', /localhost:(\d+)/);
    const second = await place.run(['--port', '0']).ended;
    expect(second).toMatchObject({ out: '', exitCode: 1 });
    expect(second.err).toContain(`already runs with this data folder, at http://127.0.0.1:${port}/`);
  });

  it('waits for a command that holds the data folder', async () => {
    const model = `openai/script:${JSON.stringify({ tokens: 2, stepped: true, key: 'k' })}`;
    const command = place.run(['ask', 'go', '--model', model], { input: '' });
    await place.demo.step('k', 1, AbortSignal.timeout(10_000));
    const server = place.run(['--port', '0']);
    await server.printed('err', /Another Inkstone still uses the data folder/);
    await place.demo.step('k', Infinity, AbortSignal.timeout(10_000));
    expect(await command.ended).toMatchObject({ out: 't0 t1\n', exitCode: 0 });
    await server.printed('out', /localhost/);
  });
});

describe('a start that cannot be', () => {
  const refusal = async (args: string[], env: Record<string, string> = {}): Promise<string> => {
    const { out, err, exitCode } = await place.run(args, { input: '', env }).ended;
    expect({ out, exitCode }).toEqual({ out: '', exitCode: 1 });
    expect(err.trimEnd()).not.toContain('\n');
    return err;
  };

  it('names a port that is taken, and another', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    expect(await refusal(['--port', String(port)])).toContain(`Port ${port} is taken`);
    expect(await refusal(['--port', String(port), '--lang', 'zh'])).toContain(`端口 ${port} 已被`);
    other.close();
  });

  it('names a data folder that is a file', async () => {
    writeFileSync(place.dataDir, '');
    expect(await refusal(['--port', '0'])).toContain(`${place.dataDir} is not a folder`);
  });

  it('names a disk that takes nothing', async () => {
    using sealed = openSealedFolder();
    sealed.seal();
    for (const dataDir of [sealed.folder, join(sealed.folder, 'new')])
      expect(await refusal(['--port', '0', '--data-dir', dataDir])).toContain(
        `${dataDir} ${sealed.sentence}`,
      );
  });

  it('names a store that is no store, and leaves it as it is', async () => {
    mkdirSync(place.dataDir);
    writeFileSync(join(place.dataDir, 'inkstone.db'), 'this is my shopping list, '.repeat(200));
    expect(await refusal(['--port', '0'])).toContain('cannot be opened');
  });

  it('names a store of a newer version', async () => {
    const server = place.run(['--port', '0']);
    await server.printed('out', /localhost/);
    server.kill('SIGTERM');
    await server.ended;
    const db = new DatabaseSync(join(place.dataDir, 'inkstone.db'));
    const tables = db.prepare("SELECT name FROM sqlite_master WHERE name LIKE '%migration%'").all();
    const [table = ''] = tables.map(({ name }) => String(name));
    db.exec(`INSERT INTO ${table} (name, timestamp) VALUES ('999-future', '2099-01-01T00:00:00.000Z')`);
    db.close();
    expect(await refusal(['--port', '0'])).toContain('written by a newer Inkstone');
  });

  it.each([
    ['a port that is none', ['--port', 'http'], {}, '--port: "http" is no port'],
    ['an address that others can reach', ['--host', '0.0.0.0'], {}, '--host: "0.0.0.0"'],
    ['a variable that is wrong', ['--port', '0'], { LOG_LEVEL: 'loud' }, 'LOG_LEVEL: "loud" is no level'],
  ])('names %s', async (_, args, env, sentence) => {
    expect(await refusal(args, env)).toContain(sentence);
  });

  it('names the line of a .env file that cannot be read', async () => {
    writeFileSync(join(place.folder, '.env'), 'PORT=3000\nDASHSCOPE_API_KEY sk-secret\n');
    const sentence = await refusal([]);
    expect(sentence).toContain('.env: line 2');
    expect(sentence).not.toContain('sk-secret');
    expect(await refusal(['--lang', 'zh'])).toContain('设置 .env 有误：第 2 行');
  });
});

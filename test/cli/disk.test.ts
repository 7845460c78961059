import { expect, it } from 'vitest';
import { newId } from '../../src/protocol/ids.ts';
import { grantAll } from '../faults/rig/ask.ts';
import { Place } from '../faults/rig/place.ts';
import { scripted } from '../faults/rig/script.ts';
import { openSmallDisk } from '../support/small-disk.ts';
import { openWorkplace } from './command.ts';

it('a command says once that the disk of the server takes nothing, and prints the whole answer when it does again', async () => {
  using disk = openSmallDisk();
  const env = { INKSTONE_DATA_DIR: disk.folder };
  await using server = await Place.open({ env });
  await using place = await openWorkplace();
  const { question, key } = scripted({ tokens: 8, key: newId() });
  const command = place.run(['ask', question], { input: '', env });
  await server.demo.step(key, 3, AbortSignal.timeout(10_000));
  await command.printed('out', /t2/);

  disk.fill(server.program.pid);
  await server.demo.step(key, 1, AbortSignal.timeout(10_000));
  await command.printed('err', /What was printed is safe/);
  disk.free(server.program.pid);
  grantAll(server.demo, key);

  const { out, err, exitCode } = await command.ended;
  expect(out).toBe('t0. t1 t2 t3 t4 t5 t6 t7\n');
  expect(err.match(/What was printed is safe/g)).toHaveLength(1);
  expect(exitCode).toBe(0);
});

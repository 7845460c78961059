import { expect, test } from 'vitest';
import { newId } from '../../src/protocol/ids.ts';
import { ask, grantAll } from '../faults/rig/ask.ts';
import { Place } from '../faults/rig/place.ts';
import { scripted } from '../faults/rig/script.ts';
import { openSmallDisk } from '../support/small-disk.ts';
import { Visitor } from './open-page.ts';
import { useBrowser } from './use-product.ts';

const soon = (): AbortSignal => AbortSignal.timeout(20_000);
const fullOrFailing = /The disk of the server is full|cannot store anything/;

const browser = useBrowser();

test('a full disk is told in one calm sentence until it is over; nothing that was shown goes, and the answer goes on', async () => {
  using disk = openSmallDisk();
  await using place = await Place.open({ env: { INKSTONE_DATA_DIR: disk.folder } });
  const asked = await ask(place.caller, scripted({ tokens: 12, key: newId() }), { signal: soon() });
  await place.demo.step(asked.script.key, 3, soon());
  await using visitor = await Visitor.open(browser(), `${place.origin}/c/${asked.conversationId}`);
  const shown = (): Promise<string> => visitor.lastAnswer();
  await expect.poll(shown).toContain('t2');

  disk.fill(place.program.pid);
  await place.demo.step(asked.script.key, 1, soon());
  const notice = visitor.page.getByRole('status').filter({ hasText: fullOrFailing });
  await notice.waitFor();
  expect(await notice.innerText()).toContain('What is shown here is safe');
  expect(await shown()).toContain('t2');
  expect(await shown()).not.toContain('t3');

  disk.free(place.program.pid);
  await notice.waitFor({ state: 'detached' });
  grantAll(place.demo, asked.script.key);
  await visitor.waitForEnd();
  expect(await shown()).toContain('t11');
  await asked.reader.close();
});

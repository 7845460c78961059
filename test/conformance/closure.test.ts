import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../src/protocol/ids.ts';
import { EventLine } from '../api/event-line.ts';
import { ManualClock } from '../api/manual-clock.ts';
import { type ConformanceRig, startConformanceRig } from './rig.ts';

/** What the suite leaves open about the end of a stream. */
describe('the end of a stream', () => {
  const clock = new ManualClock();
  let rig: ConformanceRig;

  beforeAll(async () => {
    rig = await startConformanceRig(clock);
  });
  afterAll(() => rig[Symbol.asyncDispose]());

  test('ends the wait of a reader that polls', async () => {
    const url = await create('so far');
    const waiting = fetch(`${url}?offset=now&live=long-poll`);
    while (clock.waiting === 0) await new Promise((resolve) => setImmediate(resolve));
    await close(url);
    const { status, headers } = await waiting;
    expect([status, headers.get('stream-closed')]).toEqual([204, 'true']);
    expect(clock.waiting).toBe(0);
  });

  test('is told to one who reads along, whose line ends', async () => {
    const url = await create('so far');
    using line = await EventLine.open(`${url}?offset=-1&live=sse`);
    await line.until(({ text }) => text.includes('upToDate'));
    expect(line.text).not.toContain('streamClosed');
    await close(url);
    await line.untilEnded();
    expect(JSON.parse(line.events.at(-1)!.data)).toMatchObject({ streamClosed: true, upToDate: true });
    expect(clock.waiting).toBe(0);
  });

  test('is news to one who has everything but that', async () => {
    const url = await create('all of it');
    const before = await fetch(url);
    await close(url);
    const after = await fetch(url, { headers: { 'if-none-match': before.headers.get('etag')! } });
    expect([after.status, after.headers.get('stream-closed')]).toEqual([200, 'true']);
    expect(await after.text()).toBe('all of it');
  });

  async function create(body: string): Promise<string> {
    const url = `${rig.origin}/v1/stream/${newId()}`;
    await fetch(url, { method: 'PUT', headers: { 'content-type': 'text/plain' }, body });
    return url;
  }

  async function close(url: string): Promise<void> {
    await fetch(url, { method: 'POST', headers: { 'stream-closed': 'true' } });
  }
});

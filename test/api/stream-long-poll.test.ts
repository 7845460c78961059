import { describe, expect, test } from 'vitest';
import { eventsOf } from './stream-events.ts';
import { type StreamRig, useStreamRig } from './stream-rig.ts';

describe('waiting for what comes next', () => {
  let rig: StreamRig;
  useStreamRig((started) => (rig = started));

  test('what is there already comes at once', async () => {
    await rig.ask();
    const response = await fetch(rig.personUrl('?offset=-1&live=long-poll'));
    expect(response.status).toBe(200);
    expect(response.headers.get('stream-cursor')).toMatch(/^\d+$/);
    expect((await eventsOf(response)).length).toBeGreaterThan(0);
  });

  test('what happens while waiting ends the wait', async () => {
    const answer = await rig.ask();
    const waiting = fetch(rig.personUrl('?offset=now&live=long-poll'));
    await rig.untilTimers(1);
    await rig.write(answer, 'at last');
    const response = await waiting;
    expect(response.status).toBe(200);
    expect((await eventsOf(response)).map(({ text }) => text)).toEqual(['at last']);
    expect(response.headers.get('stream-next-offset')).toBe(rig.journal.offset);
    expect(rig.clock.waiting).toBe(0);
  });

  test('after 20 seconds of nothing it is said that there was nothing', async () => {
    await rig.ask();
    const waiting = fetch(rig.personUrl('?offset=now&live=long-poll&cursor=99999999999'));
    await rig.untilTimers(1);
    rig.clock.advance(19_999);
    expect(rig.clock.waiting).toBe(1);
    rig.clock.advance(1);
    const response = await waiting;
    expect(response.status).toBe(204);
    expect(response.headers.get('stream-next-offset')).toBe(rig.journal.offset);
    expect(response.headers.get('stream-up-to-date')).toBe('true');
    expect(Number(response.headers.get('stream-cursor'))).toBeGreaterThan(99999999999);
  });

  test('who goes away while waiting leaves nothing behind', async () => {
    const gone = new AbortController();
    const waiting = fetch(rig.personUrl('?offset=now&live=long-poll'), { signal: gone.signal });
    await rig.untilTimers(1);
    gone.abort();
    await expect(waiting).rejects.toThrow();
    await rig.untilTimers(0);
  });
});

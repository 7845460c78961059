import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { personStreamPath } from '../../src/protocol/events.ts';
import { followStream } from '../../src/protocol/line.ts';
import type { NoticeCode } from '../../src/protocol/notice.ts';
import { EventLine } from './event-line.ts';
import { startStreamRig, type StreamRig } from './stream-rig.ts';

describe('while the disk takes nothing', () => {
  let rig: StreamRig;
  beforeEach(async () => void (rig = await startStreamRig()));
  afterEach(() => rig[Symbol.asyncDispose]());

  const begins = (code: NoticeCode = 'disk_full'): void => rig.journal.trouble.met(code, 0);
  const ends = (): unknown => rig.journal.trouble.passed(0);
  const notices = (line: EventLine): string[] =>
    line.events.filter(({ event }) => event === 'notice').map(({ data }) => data);

  it('tells every open line, and that it is over', async () => {
    using line = await EventLine.open(`${rig.origin}${personStreamPath}?offset=now&live=sse`);
    await line.until(({ events }) => events.length === 1);
    begins();
    begins('storage_failing');
    ends();
    await line.until((now) => notices(now).length === 3);
    expect(notices(line)).toEqual(['{"code":"disk_full"}', '{"code":"storage_failing"}', '{"code":null}']);
    expect(line.headers).not.toHaveProperty('inkstone-notice');
  });

  it('tells a line that is opened meanwhile before all else', async () => {
    begins();
    using line = await EventLine.open(`${rig.origin}${personStreamPath}?offset=now&live=sse`);
    await line.until(({ events }) => events.length === 2);
    expect(line.events.map(({ event }) => event)).toEqual(['notice', 'control']);
    expect(line.headers['inkstone-notice']).toBe('disk_full');
  });

  it.each(['', '&live=long-poll'])('says so in the head of a reply (%s)', async (live) => {
    const asking = fetch(`${rig.origin}${personStreamPath}?offset=now${live}`);
    if (live) await waiting(rig);
    begins();
    const reply = live ? await asking : await fetch(`${rig.origin}${personStreamPath}?offset=now`);
    expect(reply.headers.get('inkstone-notice')).toBe('disk_full');
    await asking;
    ends();
    const after = await fetch(`${rig.origin}${personStreamPath}?offset=now`);
    expect(after.headers.get('inkstone-notice')).toBeNull();
  });

  it('tells whoever follows, once a change', async () => {
    begins();
    const told: (NoticeCode | null)[] = [];
    const over = new AbortController();
    const isTold = Promise.withResolvers<void>();
    const following = followStream({ origin: rig.origin, fetch }, personStreamPath, {
      offset: rig.journal.offset,
      onEvents: () => undefined,
      onGone: () => Promise.reject(new Error('nothing is gone')),
      onNotice: (notice) => {
        told.push(notice);
        if (told.length === 1) ends();
        else isTold.resolve();
      },
      signal: over.signal,
    });
    await isTold.promise;
    over.abort();
    await following;
    expect(told).toEqual(['disk_full', null]);
  });
});

/** Until a poll waits for what comes next. */
async function waiting({ clock }: StreamRig): Promise<void> {
  while (clock.waiting === 0) await new Promise((resolve) => setImmediate(resolve));
}

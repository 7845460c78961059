import { describe, expect, test } from 'vitest';
import { parseOffset } from '../../src/protocol/offset.ts';
import { EventLine } from './event-line.ts';
import { controlsOf, dataOf, eventsOf, isLive } from './stream-events.ts';
import { type Asked, type StreamRig, useStreamRig } from './stream-rig.ts';

describe('readers that do not read', () => {
  let rig: StreamRig;
  useStreamRig((started) => (rig = started));

  test('a reader that does not read is dropped, the others are not, and it reads on where it was', async () => {
    const answer = await rig.ask();
    const slow = await EventLine.open(rig.personUrl('?offset=now&live=sse'));
    using quick = await EventLine.open(rig.personUrl('?offset=now&live=sse'));
    await Promise.all([slow.until(isLive), quick.until(isLive)]);
    slow.pause();
    const dropped = async (): Promise<boolean> => (await rig.metrics.text()).includes('dropped_total 1');
    let written = 0;
    while (!(await dropped())) await rig.write(answer, `${written++} `.repeat(20_000));
    await quick.until(
      (seen) =>
        dataOf(seen)
          .at(-1)
          ?.text?.startsWith(`${written - 1} `) ?? false,
    );
    slow.resume();
    await slow.untilEnded();
    const { streamNextOffset } = controlsOf(slow).at(-1)!;
    const rest = await fetch(rig.personUrl(`?offset=${streamNextOffset}`));
    expect([200, 410]).toContain(rest.status);
    expect(rest.status === 410 || (await eventsOf(rest)).length > 0).toBe(true);
  });

  test('a reader whose past is let go of while it catches up is sent away, and never shown a gap', async () => {
    const answer = await rig.ask();
    const { offset } = rig.journal;
    // More bytes than the system holds for a reader, in no more letters than are kept.
    for (let piece = 0; piece < 4; piece++) await rig.write(answer, '墨'.repeat(975_000));
    const slow = await EventLine.open(rig.personUrl(`?offset=${offset}&live=sse`));
    slow.pause();
    await rig.fillTail(answer);
    slow.resume();
    await slow.untilEnded();
    const seqs = dataOf(slow).map(({ seq }) => seq);
    expect(seqs.length).toBeGreaterThan(0);
    expect(seqs).toEqual(seqs.map((_, index) => parseOffset(offset)!.seq + 1 + index));
    const { streamNextOffset } = controlsOf(slow).at(-1)!;
    expect((await fetch(rig.personUrl(`?offset=${streamNextOffset}`))).status).toBe(410);
  });

  /** How long it takes until a reader has what was written, half of the times at least, in milliseconds. */
  async function delayOf(reader: EventLine, answer: Asked): Promise<number> {
    const delays: number[] = [];
    for (let piece = 0; piece < 60; piece++) {
      const text = `${piece} `.repeat(2_000);
      const startedAt = performance.now();
      await rig.write(answer, text);
      await reader.until((seen) => dataOf(seen).at(-1)?.text === text);
      delays.push(performance.now() - startedAt);
      reader.events.length = 0;
    }
    return delays.toSorted((a, b) => a - b)[30]!;
  }

  test('delay nobody else, however many they are', async () => {
    const answer = await rig.ask();
    using quick = await EventLine.open(rig.personUrl('?offset=now&live=sse'));
    await quick.until(isLive);
    const aloneMs = await delayOf(quick, answer);
    const slow = await Promise.all(
      Array.from({ length: 50 }, () => EventLine.open(rig.personUrl('?offset=now&live=sse'))),
    );
    await Promise.all(slow.map((line) => line.until(isLive)));
    for (const line of slow) line.pause();
    // More than the system holds for a reader, so that what waits for the slow ones waits here.
    for (let megabyte = 0; megabyte < 6; megabyte++) await rig.write(answer, 'x'.repeat(1024 * 1024));
    await quick.until((seen) => dataOf(seen).filter(({ text }) => text?.startsWith('xx')).length === 6);
    quick.events.length = 0;
    await expect.poll(rig.viewers).toBeLessThan(10);
    expect(await delayOf(quick, answer)).toBeLessThan(2 * aloneMs + 5);
    for (const line of slow) line[Symbol.dispose]();
  });
});

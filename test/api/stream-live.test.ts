import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stream } from '@durable-streams/client';
import { describe, expect, test } from 'vitest';
import { parseOffset } from '../../src/protocol/offset.ts';
import { startRelay } from '../support/relay.ts';
import { EventLine } from './event-line.ts';
import { controlsOf, dataOf, eventsOf, isLive, type Seen } from './stream-events.ts';
import { startStreamRig, type StreamRig, useStreamRig } from './stream-rig.ts';

describe('a live line', () => {
  let rig: StreamRig;
  useStreamRig((started) => (rig = started));

  test('it begins with what was missed and goes on with what happens', async () => {
    const { offset } = rig.journal;
    const answer = await rig.ask();
    using line = await EventLine.open(rig.personUrl(`?offset=${offset}&live=sse`));
    expect(line.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache, no-store, no-transform',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
    });
    await line.until(isLive);
    expect(line.text).toMatch(/^retry: [1-5]\d{3}\n/);
    for (const text of ['one', 'two', 'three']) await rig.write(answer, text);
    await line.until((seen) => dataOf(seen).at(-1)?.text === 'three');
    const seqs = dataOf(line).map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.map((_, index) => parseOffset(offset)!.seq + 1 + index));
  });

  test('each batch is followed by the place after it', async () => {
    const answer = await rig.ask();
    using line = await EventLine.open(rig.personUrl('?offset=now&live=sse'));
    await line.until(isLive);
    expect(controlsOf(line)).toEqual([
      { streamNextOffset: rig.journal.offset, streamCursor: expect.stringMatching(/^\d+$/), upToDate: true },
    ]);
    await rig.write(answer, 'next');
    await line.until((seen) => controlsOf(seen).length === 2);
    expect(line.events.map(({ event }) => event)).toEqual(['control', 'data', 'control']);
    expect(controlsOf(line)[1]!.streamNextOffset).toBe(rig.journal.offset);
  });

  test('a reader that comes with a later cursor is never given an earlier one', async () => {
    const answer = await rig.ask();
    using line = await EventLine.open(rig.personUrl('?offset=now&live=sse&cursor=99999999999'));
    using other = await EventLine.open(rig.personUrl('?offset=now&live=sse'));
    await Promise.all([line.until(isLive), other.until(isLive)]);
    await rig.write(answer, 'next');
    await Promise.all([line, other].map((each) => each.until((seen) => controlsOf(seen).length === 2)));
    for (const { streamCursor } of controlsOf(line))
      expect(Number(streamCursor)).toBeGreaterThan(99999999999);
    for (const { streamCursor } of controlsOf(other)) expect(Number(streamCursor)).toBeLessThan(99999999999);
  });

  test('several readers see the same', async () => {
    const answer = await rig.ask();
    const lines = await Promise.all(
      [1, 2, 3].map(() => EventLine.open(rig.personUrl(`?offset=${rig.journal.offset}&live=sse`))),
    );
    using mine = await EventLine.open(
      `${rig.origin}/api/conversations/${answer.conversationId}/stream?offset=${rig.journal.offset}&live=sse`,
    );
    await Promise.all([...lines, mine].map((line) => line.until(isLive)));
    for (let piece = 0; piece < 20; piece++) await rig.write(answer, `${piece} `);
    await Promise.all(
      [...lines, mine].map((line) => line.until((seen) => dataOf(seen).at(-1)?.text === '19 ')),
    );
    for (const line of [...lines, mine]) expect(dataOf(line)).toEqual(dataOf(lines[0]!));
    for (const line of lines) line[Symbol.dispose]();
  });

  test('a silent line shows every 15 seconds that it is alive', async () => {
    using line = await EventLine.open(rig.personUrl('?offset=now&live=sse'));
    await line.until(isLive);
    for (const beats of [1, 2]) {
      rig.clock.advance(14_999);
      expect(line.text.split('\n:\n')).toHaveLength(beats);
      rig.clock.advance(1);
      await line.until(({ text }) => text.split('\n:\n').length === beats + 1);
    }
  });

  test('a line ends by itself before 40 seconds are over, and asks its reader to come again at once', async () => {
    using line = await EventLine.open(rig.personUrl('?offset=now&live=sse'));
    await line.until(isLive);
    rig.clock.advance(29_999);
    await line.until(({ text }) => text.endsWith('\n:\n\n'));
    expect(line.ended).toBe(false);
    rig.clock.advance(10_001);
    await line.untilEnded();
    expect(line.text).toMatch(/\nretry: 0\n\n$/);
    expect(rig.clock.waiting).toBe(0);
  });

  test('a reader that has vanished without a word is let go of within 45 seconds', async () => {
    await using relay = await startRelay(Number(new URL(rig.origin).port));
    const before = await rig.viewers();
    const line = await EventLine.open(`${relay.origin}/api/stream?offset=now&live=sse`, {
      host: new URL(rig.origin).host,
    });
    await line.until(isLive);
    relay.stopForwarding();
    const answer = await rig.ask();
    await rig.write(answer, 'into the void');
    expect(await rig.viewers()).toBe(before + 1);
    rig.clock.advance(45_000);
    await expect.poll(rig.viewers).toBe(before);
    line[Symbol.dispose]();
  });

  test('a reader that has gone is forgotten', async () => {
    const line = await EventLine.open(rig.personUrl('?offset=now&live=sse'));
    await line.until(isLive);
    line[Symbol.dispose]();
    await rig.untilTimers(0);
    expect(await rig.metrics.text()).toContain('inkstone_viewers 0');
  });

  test('megabytes that were missed come whole, in pieces', async () => {
    const answer = await rig.ask();
    const { offset } = rig.journal;
    for (let piece = 0; piece < 30; piece++) await rig.write(answer, `${piece} `.repeat(30_000));
    using line = await EventLine.open(rig.personUrl(`?offset=${offset}&live=sse`));
    await line.until(isLive);
    expect(controlsOf(line).length).toBeGreaterThan(5);
    expect(controlsOf(line).filter(({ upToDate }) => upToDate).length).toBe(1);
    expect(dataOf(line).map(({ text }) => text)).toEqual(
      Array.from({ length: 30 }, (_, piece) => `${piece} `.repeat(30_000)),
    );
    expect(controlsOf(line).at(-1)!.streamNextOffset).toBe(rig.journal.offset);
  });
});

describe('the protocol’s own client', () => {
  let rig: StreamRig;
  useStreamRig((started) => (rig = started));

  test('reads what was, and goes on live', async () => {
    const answer = await rig.ask();
    await rig.write(answer, 'before ');
    for (const live of ['sse', 'long-poll'] as const) {
      const stop = new AbortController();
      const response = await stream<Seen>({
        url: rig.personUrl(),
        offset: '-1',
        live,
        json: true,
        signal: stop.signal,
      });
      const texts: string[] = [];
      const done = Promise.withResolvers<void>();
      response.subscribeJson(async ({ items }) => {
        texts.push(...items.flatMap(({ text }) => text ?? []));
        if (texts.join('').endsWith(live)) done.resolve();
      });
      await rig.write(answer, live);
      await done.promise;
      stop.abort();
      expect(texts.join('')).toBe(live === 'sse' ? 'before sse' : 'before sselong-poll');
    }
  });
});

test('the end of the server ends the line at once', async () => {
  await using ending = await startStreamRig();
  using line = await EventLine.open(`${ending.origin}/api/stream?offset=now&live=sse`);
  await line.until(isLive);
  await ending.close();
  await line.untilEnded();
});

test('after a restart a reader goes on from its offset', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'inkstone-restart-'));
  const offset = await write(folder, 'kept');
  expect(await textsAfter(folder, offset)).toEqual(['kept']);
  rmSync(folder, { recursive: true });
});

/** Lets a server write something; the offset before it. */
async function write(folder: string, text: string): Promise<string> {
  await using before = await startStreamRig(folder);
  const answer = await before.ask();
  const { offset } = before.journal;
  await before.write(answer, text);
  return offset;
}

async function textsAfter(folder: string, offset: string): Promise<(string | undefined)[]> {
  await using after = await startStreamRig(folder);
  const events = await eventsOf(await fetch(`${after.origin}/api/stream?offset=${offset}`));
  return events.map(({ text }) => text);
}

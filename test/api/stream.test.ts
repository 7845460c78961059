import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stream } from '@durable-streams/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../src/protocol/ids.ts';
import { formatOffset, parseOffset } from '../../src/protocol/offset.ts';
import { EventLine } from './event-line.ts';
import { startStreamRig, type StreamRig } from './stream-rig.ts';
import { startRelay } from '../support/relay.ts';

interface Seen {
  seq: number;
  type: string;
  text?: string;
}

interface Control {
  streamNextOffset: string;
  streamCursor: string;
  upToDate?: boolean;
}

type Answer = Awaited<ReturnType<StreamRig['ask']>>;

let rig: StreamRig;

/** One store and server for the tests of a group. */
function useOneRig(): void {
  beforeAll(async () => {
    rig = await startStreamRig();
  });
  afterAll(() => rig[Symbol.asyncDispose]());
}

const personUrl = (query = ''): string => `${rig.origin}/api/stream${query}`;

async function eventsOf(response: Response): Promise<Seen[]> {
  return (await response.json()) as Seen[];
}

function dataOf(line: EventLine): Seen[] {
  return line.events
    .filter(({ event }) => event === 'data')
    .flatMap(({ data }) => JSON.parse(data) as Seen[]);
}

function controlsOf(line: EventLine): Control[] {
  return line.events
    .filter(({ event }) => event === 'control')
    .map(({ data }) => JSON.parse(data) as Control);
}

const isLive = (line: EventLine): boolean => controlsOf(line).at(-1)?.upToDate === true;

describe('catching up', () => {
  useOneRig();

  test('everything that happened comes as one array, with the place to read on from', async () => {
    const answer = await rig.ask();
    await rig.write(answer, 'a');
    const response = await fetch(personUrl('?offset=-1'));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('stream-up-to-date')).toBe('true');
    expect(response.headers.get('stream-next-offset')).toBe(rig.journal.offset);
    const events = await eventsOf(response);
    expect(events.at(-1)).toMatchObject({ type: 'text-delta', text: 'a' });
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  });

  test('from an offset on, only what is newer comes', async () => {
    const answer = await rig.ask();
    const { offset } = rig.journal;
    await rig.write(answer, 'new');
    const events = await eventsOf(await fetch(personUrl(`?offset=${offset}`)));
    expect(events.map(({ text }) => text)).toEqual(['new']);
    const after = await fetch(personUrl(`?offset=${rig.journal.offset}`));
    expect(await eventsOf(after)).toEqual([]);
    expect(after.headers.get('stream-next-offset')).toBe(rig.journal.offset);
  });

  test('without an offset it begins at the beginning; with now it begins at the end', async () => {
    await rig.ask();
    expect((await eventsOf(await fetch(personUrl()))).length).toBeGreaterThan(0);
    const now = await fetch(personUrl('?offset=now'));
    expect(await eventsOf(now)).toEqual([]);
    expect(now.headers.get('stream-next-offset')).toBe(rig.journal.offset);
    expect(now.headers.get('stream-up-to-date')).toBe('true');
    expect(now.headers.has('etag')).toBe(false);
  });

  test('the beginning is that of what is kept, which moves on as the oldest is let go of', async () => {
    const answer = await rig.ask();
    const whole = await fetch(personUrl('?offset=-1'));
    const [first] = await eventsOf(whole);
    await rig.fillTail(answer);
    for (const query of ['', '?offset=-1', '?offset=-1&live=long-poll']) {
      const kept = await fetch(personUrl(query), {
        headers: { 'if-none-match': whole.headers.get('etag')! },
      });
      expect(kept.status, query).toBe(200);
      const seqs = (await eventsOf(kept)).map(({ seq }) => seq);
      expect(seqs[0]).toBeGreaterThan(first!.seq);
      expect(seqs).toEqual(seqs.map((_, index) => seqs[0]! + index));
      expect(kept.headers.get('stream-next-offset')).toBe(rig.journal.offset);
    }
    using line = await EventLine.open(personUrl('?offset=-1&live=sse'));
    await line.until(isLive);
    expect(dataOf(line).at(-1)!.seq).toBe(parseOffset(rig.journal.offset)!.seq);
  });

  test('what has not changed is not sent again', async () => {
    const answer = await rig.ask();
    const first = await fetch(personUrl('?offset=-1'));
    const etag = first.headers.get('etag')!;
    const again = await fetch(personUrl('?offset=-1'), { headers: { 'if-none-match': `"other", ${etag}` } });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe('');
    await rig.write(answer, 'more');
    const changed = await fetch(personUrl('?offset=-1'), { headers: { 'if-none-match': etag } });
    expect(changed.status).toBe(200);
  });

  test('a conversation’s stream holds only its own events, at the same offsets', async () => {
    const [one, other] = [await rig.ask(), await rig.ask()];
    await rig.write(one, 'mine');
    await rig.write(other, 'not mine');
    const path = `/api/conversations/${one.conversationId}/stream?offset=-1`;
    const response = await fetch(rig.origin + path);
    expect((await eventsOf(response)).at(-1)).toMatchObject({ text: 'mine' });
    expect(response.headers.get('stream-next-offset')).toBe(rig.journal.offset);
  });

  test('the state of the stream can be asked for without reading it', async () => {
    await rig.ask();
    const response = await fetch(personUrl(), { method: 'HEAD' });
    expect(response.status).toBe(200);
    expect(response.headers.get('stream-next-offset')).toBe(rig.journal.offset);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.get('cache-control')).toBe('no-store');
  });
});

describe('what cannot be read', () => {
  useOneRig();

  test('a malformed request is refused', async () => {
    for (const query of [
      '?offset=',
      '?offset=abc',
      '?offset=1',
      '?offset=-2',
      '?offset=now&offset=now',
      '?offset=..%2F..',
      '?offset=%00',
      '?offset=now&live=yes',
      '?live=sse',
      '?live=long-poll',
    ]) {
      const response = await fetch(personUrl(query));
      expect(response.status, query).toBe(400);
      expect(await response.json()).toMatchObject({ code: 'invalid_request' });
    }
  });

  test('an offset of another store is gone', async () => {
    const foreign = formatOffset({ epoch: 'abcdef123456', seq: 1 });
    for (const live of ['', '&live=sse', '&live=long-poll']) {
      const response = await fetch(personUrl(`?offset=${foreign}${live}`));
      expect(response.status).toBe(410);
      expect(await response.json()).toMatchObject({ code: 'offset_gone', retryable: false });
    }
  });

  test('an offset ahead of everything is gone: it is of a store that knew more', async () => {
    const { epoch, seq } = parseOffset(rig.journal.offset)!;
    const ahead = formatOffset({ epoch, seq: seq + 1 });
    expect((await fetch(personUrl(`?offset=${ahead}`))).status).toBe(410);
  });

  test('what is older than is kept is gone', async () => {
    const answer = await rig.ask();
    const early = rig.journal.offset;
    await rig.fillTail(answer);
    for (const live of ['', '&live=sse', '&live=long-poll']) {
      expect((await fetch(personUrl(`?offset=${early}${live}`))).status).toBe(410);
    }
    expect((await fetch(personUrl(`?offset=${rig.journal.offset}`))).status).toBe(200);
  });

  test('a conversation that is unknown, deleted or no id at all has no stream', async () => {
    const { conversationId } = await rig.ask();
    await rig.journal.write('local', 'deleteConversation', { id: conversationId });
    for (const id of [newId(), conversationId, 'x', '%00']) {
      const response = await fetch(`${rig.origin}/api/conversations/${id}/stream?offset=now&live=sse`);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ code: 'conversation_not_found' });
    }
  });

  test('nothing is written through it', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
      const response = await fetch(personUrl(), { method });
      expect(response.status).toBe(405);
      expect(response.headers.get('allow')).toBe('GET, HEAD');
    }
  });
});

describe('waiting for what comes next', () => {
  useOneRig();

  test('what is there already comes at once', async () => {
    await rig.ask();
    const response = await fetch(personUrl('?offset=-1&live=long-poll'));
    expect(response.status).toBe(200);
    expect(response.headers.get('stream-cursor')).toMatch(/^\d+$/);
    expect((await eventsOf(response)).length).toBeGreaterThan(0);
  });

  test('what happens while waiting ends the wait', async () => {
    const answer = await rig.ask();
    const waiting = fetch(personUrl('?offset=now&live=long-poll'));
    await untilTimers(1);
    await rig.write(answer, 'at last');
    const response = await waiting;
    expect(response.status).toBe(200);
    expect((await eventsOf(response)).map(({ text }) => text)).toEqual(['at last']);
    expect(response.headers.get('stream-next-offset')).toBe(rig.journal.offset);
    expect(rig.clock.waiting).toBe(0);
  });

  test('after 20 seconds of nothing it is said that there was nothing', async () => {
    await rig.ask();
    const waiting = fetch(personUrl('?offset=now&live=long-poll&cursor=99999999999'));
    await untilTimers(1);
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
    const waiting = fetch(personUrl('?offset=now&live=long-poll'), { signal: gone.signal });
    await untilTimers(1);
    gone.abort();
    await expect(waiting).rejects.toThrow();
    await untilTimers(0);
  });
});

describe('a live line', () => {
  useOneRig();

  test('it begins with what was missed and goes on with what happens', async () => {
    const { offset } = rig.journal;
    const answer = await rig.ask();
    using line = await EventLine.open(personUrl(`?offset=${offset}&live=sse`));
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
    using line = await EventLine.open(personUrl('?offset=now&live=sse'));
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
    using line = await EventLine.open(personUrl('?offset=now&live=sse&cursor=99999999999'));
    using other = await EventLine.open(personUrl('?offset=now&live=sse'));
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
      [1, 2, 3].map(() => EventLine.open(personUrl(`?offset=${rig.journal.offset}&live=sse`))),
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
    using line = await EventLine.open(personUrl('?offset=now&live=sse'));
    await line.until(isLive);
    for (const beats of [1, 2]) {
      rig.clock.advance(14_999);
      expect(line.text.split('\n:\n')).toHaveLength(beats);
      rig.clock.advance(1);
      await line.until(({ text }) => text.split('\n:\n').length === beats + 1);
    }
  });

  test('a line ends by itself before 40 seconds are over, and asks its reader to come again at once', async () => {
    using line = await EventLine.open(personUrl('?offset=now&live=sse'));
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
    const before = await viewers();
    const line = await EventLine.open(`${relay.origin}/api/stream?offset=now&live=sse`, {
      host: new URL(rig.origin).host,
    });
    await line.until(isLive);
    relay.stopForwarding();
    const answer = await rig.ask();
    await rig.write(answer, 'into the void');
    expect(await viewers()).toBe(before + 1);
    rig.clock.advance(45_000);
    await expect.poll(viewers).toBe(before);
    line[Symbol.dispose]();
  });

  test('a reader that has gone is forgotten', async () => {
    const line = await EventLine.open(personUrl('?offset=now&live=sse'));
    await line.until(isLive);
    line[Symbol.dispose]();
    await untilTimers(0);
    expect(await rig.metrics.text()).toContain('inkstone_viewers 0');
  });

  test('megabytes that were missed come whole, in pieces', async () => {
    const answer = await rig.ask();
    const { offset } = rig.journal;
    for (let piece = 0; piece < 30; piece++) await rig.write(answer, `${piece} `.repeat(30_000));
    using line = await EventLine.open(personUrl(`?offset=${offset}&live=sse`));
    await line.until(isLive);
    expect(controlsOf(line).length).toBeGreaterThan(5);
    expect(controlsOf(line).filter(({ upToDate }) => upToDate).length).toBe(1);
    expect(dataOf(line).map(({ text }) => text)).toEqual(
      Array.from({ length: 30 }, (_, piece) => `${piece} `.repeat(30_000)),
    );
    expect(controlsOf(line).at(-1)!.streamNextOffset).toBe(rig.journal.offset);
  });

  test('a reader that does not read is dropped, the others are not, and it reads on where it was', async () => {
    const answer = await rig.ask();
    const slow = await EventLine.open(personUrl('?offset=now&live=sse'));
    using quick = await EventLine.open(personUrl('?offset=now&live=sse'));
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
    const rest = await fetch(personUrl(`?offset=${streamNextOffset}`));
    expect([200, 410]).toContain(rest.status);
    expect(rest.status === 410 || (await eventsOf(rest)).length > 0).toBe(true);
  });
});

describe('readers that do not read', () => {
  useOneRig();

  /** How long it takes until a reader has what was written, half of the times at least, in milliseconds. */
  async function delayOf(reader: EventLine, answer: Answer): Promise<number> {
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
    using quick = await EventLine.open(personUrl('?offset=now&live=sse'));
    await quick.until(isLive);
    const aloneMs = await delayOf(quick, answer);
    const slow = await Promise.all(
      Array.from({ length: 50 }, () => EventLine.open(personUrl('?offset=now&live=sse'))),
    );
    await Promise.all(slow.map((line) => line.until(isLive)));
    for (const line of slow) line.pause();
    // More than the system holds for a reader, so that what waits for the slow ones waits here.
    for (let megabyte = 0; megabyte < 6; megabyte++) await rig.write(answer, 'x'.repeat(1024 * 1024));
    await quick.until((seen) => dataOf(seen).filter(({ text }) => text?.startsWith('xx')).length === 6);
    quick.events.length = 0;
    await expect.poll(viewers).toBeLessThan(10);
    expect(await delayOf(quick, answer)).toBeLessThan(2 * aloneMs + 5);
    for (const line of slow) line[Symbol.dispose]();
  });
});

describe('the protocol’s own client', () => {
  useOneRig();

  test('reads what was, and goes on live', async () => {
    const answer = await rig.ask();
    await rig.write(answer, 'before ');
    for (const live of ['sse', 'long-poll'] as const) {
      const stop = new AbortController();
      const response = await stream<Seen>({
        url: personUrl(),
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

async function viewers(): Promise<number> {
  return Number(/^inkstone_viewers (\d+)$/m.exec(await rig.metrics.text())?.[1]);
}

/** Until the server has as many timers on its clock: its wait has begun, or is over. */
async function untilTimers(count: number): Promise<void> {
  while (rig.clock.waiting !== count) await new Promise((resolve) => setImmediate(resolve));
}

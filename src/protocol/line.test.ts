import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { ApiError } from './errors.ts';
import type { Event } from './events.ts';
import { newId } from './ids.ts';
import { type FollowOptions, followStream, type LineStatus } from './line.ts';

const answerId = newId();
const conversationId = newId();
const delta = (seq: number): Event => ({
  seq,
  type: 'text-delta',
  conversationId,
  answerId,
  run: 1,
  text: `t${seq} `,
});
const offsetOf = (seq: number): string => `test-${String(seq).padStart(16, '0')}`;
const dataFrame = (...seqs: number[]): string => `event: data\ndata: ${JSON.stringify(seqs.map(delta))}\n\n`;
const controlFrame = (seq: number): string =>
  `event: control\ndata: ${JSON.stringify({ streamNextOffset: offsetOf(seq), streamCursor: 'c', upToDate: true })}\n\n`;
const frames = (seq: number): string => dataFrame(seq) + controlFrame(seq);

/** Time that passes when the test says so. A wait of no time at all passes by itself. */
class FakeClock {
  #now = 1_000_000;
  #timers = new Set<{ at: number; run: () => void }>();
  readonly delays: number[] = [];

  now = (): number => this.#now;
  setTimeout = (run: () => void, delayMs: number): unknown => {
    const timer = { at: this.#now + delayMs, run };
    this.#timers.add(timer);
    this.delays.push(delayMs);
    if (delayMs === 0) setImmediate(() => this.advance(0));
    return timer;
  };
  clearTimeout = (timer: unknown): void => void this.#timers.delete(timer as { at: number; run: () => void });

  advance(ms: number): void {
    this.#now += ms;
    for (const timer of [...this.#timers].filter(({ at }) => at <= this.#now)) {
      this.#timers.delete(timer);
      timer.run();
    }
  }

  /** Waits until somebody waits for just so long. */
  async waitedFor(delayMs: number): Promise<void> {
    await until(() => [...this.#timers].some(({ at }) => at === this.#now + delayMs));
  }
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await nextTurn();
}

interface Ask {
  offset: string | null;
  live: string | null;
  response: ServerResponse;
  closed: boolean;
}

type Handler = (ask: Ask, index: number) => void;

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

/** A server that answers its n-th request as the test says. */
async function serve(handle: Handler): Promise<{ origin: string; asks: Ask[] }> {
  const asks: Ask[] = [];
  const server = createServer((request: IncomingMessage, response) => {
    const { searchParams } = new URL(request.url!, 'http://localhost');
    const ask = {
      offset: searchParams.get('offset'),
      live: searchParams.get('live'),
      response,
      closed: false,
    };
    response.on('close', () => (ask.closed = true));
    asks.push(ask);
    handle(ask, asks.length - 1);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asks };
}

function stream(response: ServerResponse, text: string): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(text);
}

function problem(response: ServerResponse, code: string, status: number): void {
  response.writeHead(status, { 'content-type': 'application/problem+json' });
  response.end(JSON.stringify({ type: 'about:blank', title: code, status, code, retryable: false }));
}

function follow(origin: string, options: Partial<FollowOptions> = {}) {
  const clock = new FakeClock();
  const stop = new AbortController();
  const seqs: number[] = [];
  const statuses: LineStatus[] = [];
  cleanups.push(() => stop.abort());
  const ended = followStream({ origin, fetch }, '/api/stream', {
    offset: offsetOf(0),
    onEvents: (events) => seqs.push(...events.map(({ seq }) => seq)),
    onStatus: (status) => statuses.push(status),
    onGone: () => Promise.reject(new Error('nothing is gone')),
    signal: stop.signal,
    clock,
    random: () => 0,
    ...options,
  });
  // Whoever looks at `ended` later still sees the failure.
  ended.catch(() => undefined);
  return { clock, stop, seqs, statuses, ended };
}

describe('a followed stream', () => {
  it('hands on what happens and ends quietly when it is let go', async () => {
    const { origin, asks } = await serve(({ response }) => stream(response, frames(1) + dataFrame(2, 3)));
    const line = follow(origin);
    await until(() => line.seqs.length === 3);
    line.stop.abort();
    await line.ended;
    await until(() => asks[0]!.closed);
    expect(line.seqs).toEqual([1, 2, 3]);
    expect(line.statuses).toEqual(['connecting', 'live']);
    expect(asks[0]).toMatchObject({ offset: offsetOf(0), live: 'sse' });
  });

  it('goes on where it was when the line breaks', async () => {
    const { origin, asks } = await serve(({ response }, index) => {
      stream(response, frames(index + 1));
      if (index < 3) response.write('event: data\ndata: [{"half', () => response.destroy());
    });
    const line = follow(origin);
    await until(() => line.seqs.length === 4);
    expect(line.seqs).toEqual([1, 2, 3, 4]);
    expect(asks.map(({ offset }) => offset)).toEqual([0, 1, 2, 3].map(offsetOf));
  });

  it('asks again for what came without its place', async () => {
    const { origin, asks } = await serve(({ response }, index) => {
      stream(response, index === 0 ? dataFrame(1) : frames(1) + frames(2));
      if (index === 0) response.end();
    });
    const line = follow(origin);
    await until(() => line.seqs.length === 3);
    expect(asks[1]!.offset).toBe(offsetOf(0));
    // The fold leaves out the second 1.
    expect(line.seqs).toEqual([1, 1, 2]);
  });

  it.each([...Array(24).keys()])('loses nothing where a CRLF stream is cut after byte %i', async (cut) => {
    const text = (frames(1) + frames(2)).replaceAll('\n', '\r\n');
    const { origin } = await serve(({ response }) => {
      stream(response, text.slice(0, cut) || ':\n');
      setImmediate(() => response.write(text.slice(cut)));
    });
    const line = follow(origin);
    await until(() => line.seqs.length === 2);
    expect(line.seqs).toEqual([1, 2]);
  });

  it('waits longer with every failure, up to half a minute, and begins anew after a byte', async () => {
    const { origin } = await serve(({ response }, index) => {
      if (index === 13) return (stream(response, ':\n\n'), void response.end());
      response.destroy();
    });
    const line = follow(origin, { random: () => 1 });
    const growing = Array.from({ length: 13 }, (_, index) => Math.min(30_000, 500 * 1.5 ** index));
    for (const delayMs of [...growing, 500]) {
      await line.clock.waitedFor(delayMs);
      line.clock.advance(delayMs);
    }
    await line.clock.waitedFor(750);
    expect(line.statuses.slice(0, 3)).toEqual(['connecting', 'waiting', 'connecting']);
  });

  it('goes on while no server answers at all', async () => {
    const { origin } = await serve(({ response }) => response.destroy());
    for (const cleanup of cleanups.splice(0)) cleanup();
    const line = follow(origin, { random: () => 1 });
    for (const delayMs of [500, 750, 1125]) {
      await line.clock.waitedFor(delayMs);
      line.clock.advance(delayMs);
    }
    expect(line.statuses).toContain('waiting');
  });

  it('opens a line again that has been silent for 25 seconds', async () => {
    const { origin, asks } = await serve(({ response }, index) => stream(response, frames(index + 1)));
    const line = follow(origin);
    await until(() => line.seqs.length === 1);
    line.clock.advance(24_999);
    expect(asks).toHaveLength(1);
    line.clock.advance(1);
    await until(() => line.seqs.length === 2);
    expect(asks[1]!.offset).toBe(offsetOf(1));
    await until(() => asks[0]!.closed);
  });

  it('takes a heartbeat for a sign of life: ten quiet minutes are no reason to open it again', async () => {
    const { origin, asks } = await serve(({ response }) => stream(response, frames(1)));
    const line = follow(origin);
    await until(() => line.seqs.length === 1);
    for (let beat = 0; beat < 40; beat++) {
      const waits = line.clock.delays.length;
      line.clock.advance(15_000);
      asks[0]!.response.write(': still here\n\n');
      await until(() => line.clock.delays.length > waits);
    }
    expect(asks).toHaveLength(1);
  });

  it('opens a line at once again that the server has ended as due', async () => {
    const { origin, asks } = await serve(({ response }, index) => {
      stream(response, `retry: 3000\n\n${frames(index + 1)}`);
    });
    const line = follow(origin, { random: () => 1 });
    for (const lines of [1, 2, 3]) {
      await until(() => line.seqs.length === lines);
      line.clock.advance(20_000);
      asks.at(-1)!.response.end('retry: 0\n\n');
    }
    await until(() => line.seqs.length === 4);
    expect(asks.map(({ offset }) => offset)).toEqual([0, 1, 2, 3].map(offsetOf));
    expect(line.statuses).toEqual(['connecting', 'live']);
  });

  it('does not ask in a tight loop where lines are ended at once and with nothing', async () => {
    const { origin } = await serve(({ response }) => {
      stream(response, 'retry: 0\n\n');
      response.end();
    });
    const line = follow(origin, { random: () => 1 });
    await line.clock.waitedFor(500);
  });

  it('that may hold no connection asks again and again', async () => {
    const { origin, asks } = await serve(({ response, live }, index) => {
      expect(live).toBe(null);
      if (index === 1) return void response.destroy();
      response.writeHead(200, { 'stream-next-offset': offsetOf(index + 1) });
      response.end(JSON.stringify([delta(index + 1)]));
    });
    const line = follow(origin, { askEveryMs: 700, random: () => 1 });
    for (const delayMs of [700, 500, 700]) {
      await line.clock.waitedFor(delayMs);
      line.clock.advance(delayMs);
    }
    await line.clock.waitedFor(700);
    expect(line.seqs).toEqual([1, 3, 4]);
    expect(asks.map(({ offset }) => offset)).toEqual([0, 1, 1, 3].map(offsetOf));
    expect(line.statuses).toEqual(['connecting', 'live', 'waiting', 'connecting', 'live']);
  });

  it('polls where a stream is held back twice, and tries streams again later', async () => {
    const { origin, asks } = await serve(({ live, response }, index) => {
      if (live === 'sse') return index > 3 ? stream(response, frames(9)) : undefined;
      response.writeHead(200, { 'content-type': 'application/json', 'stream-next-offset': offsetOf(index) });
      if (index < 5) response.end(JSON.stringify([delta(index)]));
    });
    const line = follow(origin);
    for (const asked of [1, 2]) {
      await until(() => asks.length === asked);
      line.clock.advance(5_000);
    }
    await until(() => line.seqs.length === 3 && asks.length === 6);
    expect(asks.map(({ live }) => live)).toEqual(['sse', 'sse', null, 'long-poll', 'long-poll', 'long-poll']);
    expect(asks.at(-1)!.offset).toBe(offsetOf(4));
    expect(line.statuses.at(-1)).toBe('live');
    line.clock.advance(5 * 60_000);
    await until(() => line.seqs.includes(9));
    expect(asks.at(-1)!.live).toBe('sse');
  });

  it('polls where what comes after the first bytes is held back, twice in a row', async () => {
    const { origin, asks } = await serve(({ live, response }, index) => {
      if (live === 'sse') return stream(response, frames(index + 1));
      response.writeHead(200, { 'stream-next-offset': offsetOf(index + 1) });
      response.end(JSON.stringify([delta(index + 1)]));
    });
    const line = follow(origin);
    for (const lines of [1, 2]) {
      await until(() => line.seqs.length === lines);
      line.clock.advance(25_000);
    }
    await until(() => line.seqs.length === 4);
    expect(asks.slice(0, 4).map(({ live }) => live)).toEqual(['sse', 'sse', null, 'long-poll']);
  });

  it('does not take two lines for held back between which one went well', async () => {
    const { origin, asks } = await serve(({ response }, index) => {
      stream(response, frames(index + 1));
      if (index === 1) response.end();
    });
    const line = follow(origin);
    for (const lines of [1, 3]) {
      await until(() => line.seqs.length === lines);
      line.clock.advance(25_000);
    }
    await until(() => line.seqs.length === 4);
    expect(asks.map(({ live }) => live)).toEqual(['sse', 'sse', 'sse', 'sse']);
  });

  it('does not ask in a tight loop where polls are answered at once and with nothing', async () => {
    const { origin, asks } = await serve(({ live, response }) => {
      if (live !== 'sse') response.writeHead(live ? 204 : 200, { 'stream-next-offset': offsetOf(0) }).end();
    });
    const line = follow(origin, { random: () => 1 });
    for (const delayMs of [5_000, 500, 5_000, 750]) {
      await line.clock.waitedFor(delayMs);
      line.clock.advance(delayMs);
    }
    await line.clock.waitedFor(500);
    expect(asks.filter(({ live }) => live !== 'sse')).toHaveLength(2);
  });

  it('takes the state again when its offset is gone', async () => {
    const { origin, asks } = await serve(({ offset, response }) => {
      if (offset === offsetOf(0)) return problem(response, 'offset_gone', 410);
      stream(response, frames(8));
    });
    const line = follow(origin, { onGone: () => Promise.resolve(offsetOf(7)) });
    await until(() => line.seqs.length === 1);
    expect(asks.map(({ offset }) => offset)).toEqual([offsetOf(0), offsetOf(7)]);
  });

  it('tries again when the state cannot be taken yet', async () => {
    const { origin } = await serve(({ offset, response }) => {
      if (offset === offsetOf(0)) return problem(response, 'offset_gone', 410);
      stream(response, frames(8));
    });
    let tries = 0;
    const onGone = () =>
      ++tries < 3 ? Promise.reject(new ApiError('shutting_down')) : Promise.resolve(offsetOf(7));
    const line = follow(origin, { onGone });
    await until(() => line.seqs.length === 1);
    expect(tries).toBe(3);
  });

  it.each([
    ['conversation_not_found', 404],
    ['forbidden_origin', 403],
    ['invalid_request', 400],
  ] as const)('ends when the server answers %s', async (code, status) => {
    const { origin } = await serve(({ response }) => problem(response, code, status));
    await expect(follow(origin).ended).rejects.toMatchObject({ name: 'ApiError', code });
  });

  it.each([
    ['a 404 page of a proxy', 404, '<html>no such service</html>'],
    ['a 503 of a server that is going away', 503, ''],
    ['a page that is no stream', 200, '<html>sign in to the network</html>'],
  ])('is not ended by %s', async (_, status, body) => {
    const { origin } = await serve(({ response }, index) =>
      index === 0 ? void response.writeHead(status).end(body) : stream(response, frames(1)),
    );
    const line = follow(origin);
    await until(() => line.seqs.length === 1);
  });

  it('does not hide a fault of the one who takes the events', async () => {
    const { origin, asks } = await serve(({ response }) => stream(response, frames(1)));
    const onEvents = () => {
      throw new RangeError('a bug');
    };
    await expect(follow(origin, { onEvents }).ended).rejects.toThrow('a bug');
    await until(() => asks[0]!.closed);
  });

  it('stops at once while it waits to try again', async () => {
    const { origin } = await serve(({ response }) => response.destroy());
    const line = follow(origin, { random: () => 1 });
    await line.clock.waitedFor(500);
    line.stop.abort();
    await line.ended;
  });
});

const seed = Math.floor(Math.random() * 2 ** 31);

describe(`a line that is cut at any byte (seed ${seed})`, () => {
  const last = 40;
  /** Some events, and how many of them share one place: a cut between them and it makes the server send them again. */
  const anyTicks = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: last, maxLength: last });
  const anyCuts = fc.array(fc.nat(1500), { maxLength: 12 });

  function ticksFrom(sizes: readonly number[]): number[][] {
    const seqs = Array.from({ length: last }, (_, index) => index + 1);
    return sizes.map((size) => seqs.splice(0, size)).filter((tick) => tick.length > 0);
  }

  it('gives every event, and after the fold none of them twice', async () => {
    const folded = async (sizes: number[], cuts: number[]): Promise<void> => {
      const ticks = ticksFrom(sizes);
      const { origin } = await serve(({ offset, response }, index) => {
        const after = Number(offset!.split('-')[1]);
        const missing = ticks.filter((tick) => tick.at(-1)! > after);
        const text = missing.map((tick) => dataFrame(...tick) + controlFrame(tick.at(-1)!)).join('');
        const cut = cuts[index];
        stream(response, cut === undefined ? text : text.slice(0, cut) || ':');
        if (cut !== undefined) response.end();
      });
      let seq = 0;
      const text: string[] = [];
      const line = follow(origin, {
        onEvents: (events) => {
          for (const event of events.filter((event) => event.seq > seq)) {
            seq = event.seq;
            text.push(`t${event.seq}`);
          }
        },
      });
      await until(() => seq === last);
      line.stop.abort();
      expect(text).toEqual(Array.from({ length: last }, (_, index) => `t${index + 1}`));
      for (const cleanup of cleanups.splice(0)) cleanup();
    };
    await fc.assert(fc.asyncProperty(anyTicks, anyCuts, folded), { seed, numRuns: 60 });
  });
});

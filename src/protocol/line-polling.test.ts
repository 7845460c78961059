import { describe, expect, it } from 'vitest';
import { delta, follow, frames, offsetOf, serve, stream, until } from '../../test/support/followed-line.ts';

describe('a followed stream', () => {
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
});

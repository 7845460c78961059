import { describe, expect, it } from 'vitest';
import {
  dataFrame,
  endAll,
  follow,
  frames,
  offsetOf,
  problem,
  serve,
  stream,
  until,
} from '../../test/support/followed-line.ts';
import { ApiError } from './errors.ts';

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
    endAll();
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

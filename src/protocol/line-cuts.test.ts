import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  controlFrame,
  dataFrame,
  endAll,
  follow,
  serve,
  stream,
  until,
} from '../../test/support/followed-line.ts';

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
      endAll();
    };
    await fc.assert(fc.asyncProperty(anyTicks, anyCuts, folded), { seed, numRuns: 60 });
  });
});

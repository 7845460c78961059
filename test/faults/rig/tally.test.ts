import { describe, expect, it } from 'vitest';
import { Conditions } from './conditions.ts';
import { Tally, TryFailedError } from './tally.ts';

const never = { withinMs: 1 };

describe('a try', () => {
  it('counts, with what was found in it', async () => {
    const tally = new Tally();
    await tally.attempt('token 1', async () => []);
    await tally.attempt('token 2', async () => [{ kind: 'loss', what: 'a word' }]);
    expect(tally.tries).toBe(2);
    expect(tally.findings).toEqual([{ at: 'token 2', kind: 'loss', what: 'a word' }]);
  });

  it('that waits in vain is stuck, and says for what', async () => {
    const tally = new Tally();
    const wait = (signal: AbortSignal) =>
      new Conditions().until('a word to be shown', () => false, signal).then(() => []);
    await expect(tally.attempt('token 3', wait, never)).rejects.toThrow(TryFailedError);
    expect(tally.findings).toMatchObject([{ at: 'token 3', kind: 'stuck' }]);
    expect(tally.findings[0]!.what).toContain('a word to be shown');
  });

  it('that throws is a finding of its own, and ends the slice', async () => {
    const tally = new Tally();
    const fail = () => Promise.reject(new Error('no such page'));
    await expect(tally.attempt('token 4', fail)).rejects.toThrow(TryFailedError);
    expect(tally.findings).toMatchObject([{ kind: 'other' }]);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GenerationRig } from '../../../test/support/generation-rig.ts';
import { textOf } from '../../protocol/messages.ts';
import { readTraits } from '../store/traits.ts';

const user = 'local';

describe('a model that refuses how it is asked', () => {
  let rig: GenerationRig;

  beforeEach(async () => {
    rig = await GenerationRig.start();
  });
  afterEach(() => rig[Symbol.asyncDispose]());

  it('is asked otherwise in the same turn, which is said at the answer, and rightly from then on', async () => {
    const model = 'script:tokens=3&rate=0&refuse=thinking';
    const options = { thinking: true, temperature: 0.5 };
    const first = await rig.ended((await rig.ask(model, { options })).id);
    expect(first).toMatchObject({ status: 'complete', adjusted: [{ setting: 'thinking' }] });
    expect(textOf(first)).not.toBe('');
    expect(rig.requests()).toHaveLength(2);
    const second = await rig.ended((await rig.follow(first, model, { options })).id);
    expect(second.status).toBe('complete');
    expect(second.adjusted).toBeUndefined();
    expect(rig.requests()).toHaveLength(3);
    expect(rig.requests().at(-1)?.body).toMatchObject({ temperature: 0.5 });
    expect(rig.requests().at(-1)?.body).not.toHaveProperty('enable_thinking');
  });

  it('is still known after the next start', async () => {
    const model = 'script:tokens=3&rate=0&refuse=thinking-only';
    const first = await rig.ended((await rig.ask(model, { options: { thinking: false } })).id);
    await rig.restart();
    expect((await rig.read(first.id)).adjusted).toEqual([{ setting: 'thinking' }]);
    const known = await readTraits(rig.store.read, user);
    expect(known.get(`demo/${model}`)).toEqual({ thinking: 'only' });
  });

  it('tells how long a conversation may be', async () => {
    const model = 'script:context_length';
    const answer = await rig.ended((await rig.ask(model)).id);
    expect(answer.error?.code).toBe('context_too_long');
    await rig.journal.settled();
    const known = await readTraits(rig.store.read, user);
    expect(known.get(`demo/${model}`)).toEqual({ contextTokens: 129_024 });
  });
});

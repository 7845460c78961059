import { afterEach, expect, test } from 'vitest';
import { type DemoModel, type DemoModelOptions, startDemoModel } from '../../demo-model/server.ts';
import type { QwenPlace } from '../../protocol/qwen-places.ts';
import { findPlace, type Found } from './find-place.ts';

const open: DemoModel[] = [];
afterEach(() => Promise.all(open.splice(0).map((demo) => demo.close())));

const ourKey = 'sk-ours-0123456789';
const planKey = 'sk-sp-ours-0123456789';

async function place(id: QwenPlace['id'], options: DemoModelOptions, plan = false): Promise<QwenPlace> {
  const demo = await startDemoModel({ inspect: true, ...options });
  open.push(demo);
  return { id, plan, baseUrl: demo.url };
}

function find(places: QwenPlace[], apiKey = ourKey, model?: string): Promise<Found> {
  const unplaced = { id: 'qwen', name: 'Qwen', kind: 'dashscope', baseUrl: '', apiKey } as const;
  return findPlace(unplaced, {
    places,
    model,
    usual: 'qwen-max-latest',
    signal: AbortSignal.timeout(10_000),
  });
}

const away: QwenPlace = { id: 'us', plan: false, baseUrl: 'http://127.0.0.1:9/v1' };

test('a key is found to belong where it is taken, and the usual model has answered there', async () => {
  const beijing = await place('beijing', { apiKey: 'sk-of-somebody-else' });
  const singapore = await place('singapore', { apiKey: ourKey, models: ['qwen-max-latest'] });
  expect(await find([beijing, singapore, away])).toMatchObject({
    ok: true,
    place: { id: 'singapore' },
    provider: { baseUrl: singapore.baseUrl, apiKey: ourKey },
    model: 'qwen-max-latest',
  });
});

test('where the usual model is not in the list, another that is listed answers', async () => {
  const us = await place('us', { apiKey: ourKey });
  expect(await find([us])).toMatchObject({ ok: true, model: 'demo' });
});

test('a key of a plan is tried at the plans alone, and any other key never there', async () => {
  const ordinary = await place('beijing', { models: ['qwen-max-latest'] });
  const coding = await place('coding_china', { models: ['qwen-max-latest'] }, true);
  expect(await find([ordinary, coding], planKey)).toMatchObject({ place: { id: 'coding_china' } });
  expect(await find([coding, ordinary])).toMatchObject({ place: { id: 'beijing' } });
  const keysAt = open.map((demo) => demo.requests().map(({ headers }) => headers.authorization));
  expect(keysAt).toEqual([[`Bearer ${ourKey}`], [`Bearer ${planKey}`]]);
});

test('a key that no place takes is refused with the places that were asked, and those that were not reached', async () => {
  const beijing = await place('beijing', { apiKey: 'sk-of-somebody-else' });
  const { host } = new URL(beijing.baseUrl);
  expect(await find([beijing, away])).toEqual({
    ok: false,
    error: {
      code: 'key_invalid',
      retryable: false,
      detail: `refused by ${host}; not reached: 127.0.0.1:9`,
    },
  });
});

test('what is wrong with the account is told rather than that other places refuse its key', async () => {
  const beijing = await place('beijing', { apiKey: 'sk-of-somebody-else' });
  const singapore = await place('singapore', { apiKey: ourKey });
  expect(await find([beijing, singapore], ourKey, 'script:arrearage')).toMatchObject({
    ok: false,
    error: { code: 'overdue' },
  });
});

test('where no place can be reached, that is said', async () => {
  expect(await find([away])).toMatchObject({
    ok: false,
    error: { code: 'upstream_unreachable', detail: '127.0.0.1:9' },
  });
});

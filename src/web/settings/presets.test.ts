import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { addProvider } from '../../protocol/models.ts';
import { qwenPlaces } from '../../protocol/qwen-places.ts';
import { presets } from './presets.ts';

test('every preset with an address is something the server takes', () => {
  for (const { id, kind, baseUrl } of presets.filter(({ baseUrl }) => baseUrl !== '')) {
    const body = { id: '0190f000-0000-7000-8000-000000000000', kind, name: id, baseUrl, apiKey: '' };
    expect(z.safeParse(addProvider.body as z.ZodMiniType, body).success, id).toBe(true);
  }
});

test('no address ends with a slash, and no id comes twice', () => {
  expect(presets.filter(({ baseUrl }) => baseUrl.endsWith('/'))).toEqual([]);
  expect(new Set(presets.map(({ id }) => id)).size).toBe(presets.length);
});

test("what goes over the network is encrypted; only one's own machine may do without", () => {
  for (const { group, baseUrl } of presets.filter(({ id }) => id !== 'qwen')) {
    if (group === 'own') expect(baseUrl).toMatch(/^(http:\/\/127\.0\.0\.1:\d+\/v1)?$/);
    else expect(baseUrl).toMatch(/^https:\/\//);
  }
});

test("a key of Qwen's is tried at addresses of Alibaba alone", () => {
  for (const { baseUrl } of qwenPlaces) {
    const { protocol, hostname } = new URL(baseUrl);
    expect(protocol).toBe('https:');
    expect(hostname).toMatch(/\.aliyuncs\.com$/);
  }
});

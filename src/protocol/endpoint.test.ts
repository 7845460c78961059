import * as z from 'zod/mini';
import { expect, expectTypeOf, it } from 'vitest';
import { endpoint, fillPath, type PathParams } from './endpoint.ts';

it('puts the parameters into the path so that none can leave its place', () => {
  expect(fillPath('/api/:first/x/:second', { first: 'a/../b', second: '好?' })).toBe(
    '/api/a%2F..%2Fb/x/%E5%A5%BD%3F',
  );
});

it('knows the parameters of a path by name', () => {
  expectTypeOf<PathParams<'/api/:first/x/:second'>>().toEqualTypeOf<{ first: string } & { second: string }>();
});

it('answers with 204 where there is nothing to say, and otherwise as it was told', () => {
  const reply = z.object({});
  expect(endpoint('DELETE', '/x', { summary: '' }).status).toBe(204);
  expect(endpoint('GET', '/x', { summary: '', reply }).status).toBe(200);
  expect(endpoint('POST', '/x', { summary: '', reply, status: 202 }).status).toBe(202);
});

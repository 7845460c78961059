import * as z from 'zod/mini';
import { expect, it } from 'vitest';
import { Id, newId } from './ids.ts';

it('makes ids that the contract accepts and that are never the same', () => {
  const ids = Array.from({ length: 10_000 }, () => newId());
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(z.safeParse(Id, id).success).toBe(true);
});

it('makes ids that hold the time they were made at', () => {
  const madeAt = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
  const hex = newId(madeAt).replaceAll('-', '');
  expect(Number.parseInt(hex.slice(0, 12), 16)).toBe(madeAt);
  expect(hex[12]).toBe('7');
});

it.each([
  ['in capitals', newId().toUpperCase()],
  ['without hyphens', newId().replaceAll('-', '')],
  ['with something behind it', `${newId()}\n`],
  ['of no version', `00000000-0000-0000-0000-000000000000`],
])('refuses an id %s', (_, id) => {
  expect(z.safeParse(Id, id).success).toBe(false);
});

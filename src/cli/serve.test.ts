import { expect, it } from 'vitest';
import { pageAddress } from './serve.ts';

it.each([
  ['http://127.0.0.1:3000', 'http://localhost:3000/'],
  ['http://127.0.0.1:80', 'http://localhost/'],
  ['http://127.0.0.2:3000', 'http://127.0.0.2:3000/'],
  ['http://[::1]:3000', 'http://[::1]:3000/'],
])('a server at %s is opened at %s', (address, page) => {
  expect(pageAddress(address)).toBe(page);
});

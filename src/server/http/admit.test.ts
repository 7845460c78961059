import { expect, test } from 'vitest';
import { ApiError } from '../../protocol/errors.ts';
import { admit, type Arrival } from './admit.ts';

const door = { host: '127.0.0.1', port: 3000, allowedOrigins: ['http://localhost:5500'] };
const own = 'http://localhost:3000';

function codeOf(arrival: Omit<Partial<Arrival>, 'headers'> & { headers?: Record<string, string> }): string {
  const headers = { host: 'localhost:3000', ...arrival.headers };
  try {
    admit({ method: 'GET', url: '/', remote: '127.0.0.1', ...arrival, headers }, door);
    return 'admitted';
  } catch (error) {
    if (error instanceof ApiError) return error.code;
    throw error;
  }
}

test.each(['localhost:3000', '127.0.0.1:3000', '[::1]:3000', 'LocalHost:3000'])(
  'our own name is served: %s',
  (host) => {
    expect(codeOf({ headers: { host } })).toBe('admitted');
  },
);

test.each([
  'evil.example',
  'evil.example:3000',
  'localhost',
  'localhost:3001',
  'localhost.evil.example:3000',
  '127.0.0.1.nip.io:3000',
  '192.168.1.5:3000',
  '0.0.0.0:3000',
  'localhost:3000.evil.example',
  'user@localhost:3000',
  '',
])('any other name that somebody made point here is refused: %j', (host) => {
  expect(codeOf({ headers: { host } })).toBe('forbidden_host');
});

test('without a port in the name it is ours only on port 80', () => {
  const arrival = { method: 'GET', url: '/', headers: { host: 'localhost' }, remote: '::1' };
  expect(admit(arrival, { ...door, port: 80 }).user).toBe('local');
});

test.each(['10.0.0.7', '::ffff:10.0.0.7', 'fe80::1', undefined])(
  'a caller that is not on this machine is refused: %s',
  (remote) => {
    expect(codeOf({ remote })).toBe('forbidden_host');
  },
);

test('a request that no browser made may write', () => {
  expect(codeOf({ method: 'POST', url: '/api/conversations' })).toBe('admitted');
  expect(codeOf({ url: '/chat?message=hi' })).toBe('admitted');
});

test.each<Record<string, string>>([
  { origin: own },
  { 'sec-fetch-site': 'same-origin' },
  { 'sec-fetch-site': 'none' },
  { origin: own, 'sec-fetch-site': 'same-origin' },
])('our own page may write: %j', (headers) => {
  expect(codeOf({ method: 'POST', url: '/api/conversations', headers })).toBe('admitted');
  expect(codeOf({ url: '/chat?message=hi', headers })).toBe('admitted');
});

const foreign: Record<string, string>[] = [
  { origin: 'https://evil.example' },
  { origin: 'null' },
  { origin: 'http://localhost:3001' },
  { origin: 'https://localhost:3000' },
  { origin: 'http://127.0.0.1:3000' },
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
  { 'sec-fetch-site': 'same-origin', origin: 'https://evil.example' },
  { 'sec-fetch-site': 'cross-site', origin: own },
  { 'sec-fetch-site': 'invented' },
];

test.each(foreign)('another site may not write or start work: %j', (headers) => {
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
    expect(codeOf({ method, url: '/api/conversations', headers })).toBe('forbidden_origin');
    expect(codeOf({ method, url: '/anything', headers })).toBe('forbidden_origin');
  }
  expect(codeOf({ url: '/chat?message=hi', headers })).toBe('forbidden_origin');
});

test('an allowed site may use the tutorial’s contract, and nothing else', () => {
  const headers = { origin: 'http://localhost:5500', 'sec-fetch-site': 'same-site' };
  expect(codeOf({ method: 'POST', url: '/chat', headers })).toBe('admitted');
  expect(codeOf({ url: '/chat?message=hi', headers })).toBe('admitted');
  expect(codeOf({ method: 'POST', url: '/api/conversations', headers })).toBe('forbidden_origin');
  expect(codeOf({ method: 'POST', url: '/chat/', headers })).toBe('forbidden_origin');
});

test.each(['*', 'http://localhost:3000/api', 'chat?message=hi', ''])(
  'a target that is no path is refused: %j',
  (url) => {
    expect(codeOf({ url })).toBe('invalid_request');
  },
);

test('addresses and methods have limits', () => {
  expect(codeOf({ url: `/${'a'.repeat(8 * 1024)}` })).toBe('too_large');
  expect(codeOf({ method: 'TRACE' })).toBe('method_not_allowed');
  expect(codeOf({ method: 'PROPFIND' })).toBe('method_not_allowed');
});

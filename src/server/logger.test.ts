import { expect, test } from 'vitest';
import { createLogger, type LogFields } from './logger.ts';

function linesOf(log: (logger: ReturnType<typeof createLogger>) => void): Record<string, unknown>[] {
  const lines: string[] = [];
  log(createLogger('debug', { write: (line) => void lines.push(line) }));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

test('a log line is JSON with a name, a time in UTC and fixed fields', () => {
  const [line] = linesOf((logger) => logger.info('answer-ended', { answerId: 'a', tokens: 3 }));
  expect(line).toMatchObject({ event: 'answer-ended', answerId: 'a', tokens: 3 });
  expect(line!['time']).toMatch(/^\d{4}-.*Z$/);
});

test('what has no field of its own does not get into the log', () => {
  const fields = { requestId: 'r', title: 'My secret plan' } as LogFields;
  const [line] = linesOf((logger) => logger.info('request-ended', fields));
  expect(JSON.stringify(line)).not.toContain('secret plan');
});

test('an error is logged with its kind and place, and without its message, which may quote a person', () => {
  const error = errorOf(() => JSON.parse('my private question'));
  const [line] = linesOf((logger) =>
    logger.error('request-failed', { error: new Error('about me', { cause: error }) }),
  );
  expect(line!['error']).toMatchObject({ name: 'Error', cause: { name: 'SyntaxError' } });
  expect(JSON.stringify(line)).toContain('logger.test.ts');
  expect(JSON.stringify(line)).not.toMatch(/private|about me/);
});

test.each([
  'sk-0123456789abcdef',
  'Bearer abc.def',
  'postgres://user:pass@host/db',
  'eyJhbGciOi.eyJzdWIi.c2lnbmF0dXJl',
  '0123456789abcdef0123456789abcdef',
])('what looks like a secret is taken out of every field: %s', (text) => {
  const [line] = linesOf((logger) => logger.info('provider-checked', { reason: `failed with ${text}` }));
  expect(line!['reason']).toContain('[removed]');
  expect(JSON.stringify(line)).not.toContain(text);
});

function errorOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

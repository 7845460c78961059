import { expect, test } from 'vitest';
import { EnvFileError, parseEnvFile } from './env-file.ts';

test.each([
  ['plain', 'PORT=4000', { PORT: '4000' }],
  ['spaces around the sign', 'PORT = 4000 ', { PORT: '4000' }],
  ['export', 'export PORT=4000', { PORT: '4000' }],
  ['comments and empty lines', '# mine\n\n  # indented\nPORT=4000 # the port\n', { PORT: '4000' }],
  ['a # within a value', 'KEY=a#b', { KEY: 'a#b' }],
  ['nothing after the sign', 'KEY=', { KEY: '' }],
  ['= within a value', 'URL=http://x/?a=b', { URL: 'http://x/?a=b' }],
  ['single quotes', "KEY=' a # b '", { KEY: ' a # b ' }],
  ['double quotes with escapes', 'KEY="a\\n\\"b\\" \\$c"', { KEY: 'a\n"b" $c' }],
  ['a backslash that escapes nothing', 'KEY="C:\\data"', { KEY: 'C:\\data' }],
  ['quotes over several lines', 'KEY="a\nb"\nPORT=1', { KEY: 'a\nb', PORT: '1' }],
  ['Windows line ends and a byte order mark', '\uFEFFA=1\r\nB=2\r\n', { A: '1', B: '2' }],
])('a .env file is read: %s', (_, text, values) => {
  expect(parseEnvFile(text)).toEqual(values);
});

test.each([
  ['PORT=1\nDASHSCOPE_API_KEY sk-secret', 2],
  ['A=1\n\n=2', 3],
  ['A=1\nB="open\nstill', 2],
  ['A="1" 2', 1],
  ['1A=2', 1],
])('a broken line of a .env file is named by its number: %j', (text, line) => {
  expect(() => parseEnvFile(text)).toThrow(EnvFileError);
  expect(() => parseEnvFile(text)).toThrow(`line ${line}: `);
});

test('the message about a broken line does not repeat a key that stands in it', () => {
  expect(() => parseEnvFile('DASHSCOPE_API_KEY sk-secret')).not.toThrow('sk-secret');
});

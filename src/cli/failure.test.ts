import { UnreachableError } from '../protocol/client.ts';
import { describe, expect, it } from 'vitest';
import { ApiError } from '../protocol/errors.ts';
import {
  ConfigError,
  DataFolderBusyError,
  DataFolderError,
  NetworkFolderError,
  NoSpaceError,
  StorageError,
  StoreFaultError,
  StoreDamagedError,
  StoreTooNewError,
} from '../server/main.ts';
import { answerSentences, sentenceOf } from './failure.ts';
import { wordsIn } from './i18n/words.ts';

const words = wordsIn('en');
const place = { dataDir: '/data', host: '127.0.0.1', port: 3000 };
const system = (code: string, more: object = {}) => Object.assign(new Error(code), { code, ...more });
const holder = { kind: 'serve' as const, pid: 1, address: 'http://127.0.0.1:3000' };

describe('what went wrong', () => {
  it.each<[unknown, string]>([
    [system('EADDRINUSE', { syscall: 'listen' }), 'Port 3000 is taken'],
    [system('EACCES', { syscall: 'listen' }), 'Port 3000 may not be used'],
    [system('EADDRNOTAVAIL'), 'no address 127.0.0.1'],
    [
      new DataFolderError('/data', { cause: system('EACCES', { path: '/data' }) }),
      '/data may not be written',
    ],
    [new DataFolderError('/data', { cause: system('EROFS', { path: '/data' }) }), 'read-only'],
    [new DataFolderError('/data', { cause: system('ENOSPC') }), 'is full'],
    [new DataFolderError('/data', { cause: system('EEXIST', { path: '/data' }) }), '/data is not a folder'],
    [new StorageError('database or disk is full', 13), 'is full'],
    [new StorageError('attempt to write a readonly database', 8), '/data may not be written'],
    [new StorageError('file is not a database', 26), 'cannot be opened (file is not a database)'],
    [new StoreTooNewError(), 'newer Inkstone'],
    [
      new StoreDamagedError('/data/inkstone.db', 'a page is noise'),
      'inkstone.db is damaged (a page is noise)',
    ],
    [
      new DataFolderBusyError('/data', holder),
      'already runs with this data folder, at http://127.0.0.1:3000/',
    ],
    [new DataFolderBusyError('/data', null), 'does not say where'],
    [new ConfigError('PORT', 'is no port'), 'Wrong setting: PORT: is no port'],
    [new UnreachableError({}), 'cannot be reached'],
    [new ApiError('no_model'), 'There is no model yet'],
    [new NetworkFolderError('/data', 'NFS'), 'on a network file system (NFS)'],
    [new NoSpaceError('/data', 3_000_000_000, 12_000_000), '3.0 GB are needed, and 12 MB are free'],
    [new StoreFaultError('/a.db', 'not-a-store', ''), '/a.db cannot be opened: it is no store'],
    [new StoreFaultError('/a.db', 'too-new', ''), '/a.db was written by a newer Inkstone'],
    [new StoreFaultError('/a.db', 'damaged', 'page 7'), '/a.db is damaged (page 7)'],
    [new RangeError('a bug'), 'should not have happened: a bug'],
  ])('%s is told as: %s', (error, sentence) => {
    expect(sentenceOf(error, words, place)).toContain(sentence);
  });

  it('in an answer is told with what its provider said', () => {
    const error = {
      code: 'key_invalid' as const,
      retryable: false,
      detail: 'Incorrect API key',
      requestId: 'r-1',
    };
    expect(answerSentences(error, words)).toEqual([
      expect.stringContaining('does not accept the key'),
      'Details: Incorrect API key',
      'Request id for its support: r-1',
    ]);
  });
});

import { UnreachableError } from '../protocol/client.ts';
import { type AnswerError, ApiError } from '../protocol/errors.ts';
import {
  ConfigError,
  DataFolderBusyError,
  DataFolderError,
  SecretFileError,
  StorageError,
  StoreTooNewError,
} from '../server/main.ts';
import { UsageError } from './arguments.ts';
import type { Words } from './i18n/words.ts';
import { storedSentence } from './stored-failure.ts';
import { unwritableSentence } from './unwritable.ts';

/** A failure that has its own sentence. */
export class CommandError extends Error {
  readonly sentence: (words: Words) => string;

  constructor(sentence: (words: Words) => string, options?: ErrorOptions) {
    super('the command failed', options);
    this.name = 'CommandError';
    this.sentence = sentence;
  }
}

interface Place {
  dataDir: string;
  host: string;
  port: number;
}

/** What went wrong and what to do, in one sentence. */
export function sentenceOf(error: unknown, words: Words, place: Place | undefined): string {
  if (error instanceof CommandError || error instanceof UsageError) return error.sentence(words);
  if (error instanceof ApiError) return words.errors[error.code];
  if (error instanceof UnreachableError) return words.failure_unreachable;
  if (error instanceof ConfigError) return configSentence(error, words);
  if (error instanceof DataFolderBusyError) return busySentence(error, words);
  if (error instanceof SecretFileError) return words.failure_secretFile(error.file);
  const ofStore = storedSentence(error, words);
  if (ofStore !== undefined) return ofStore;
  const atStart = place && startSentence(error, words, place);
  return atStart ?? words.failure_unknown(error instanceof Error ? error.message : String(error));
}

/** Whether it is our fault: then its origin is worth showing. */
export function isUnforeseen(error: unknown, words: Words, place: Place | undefined): boolean {
  const message = error instanceof Error ? error.message : String(error);
  return sentenceOf(error, words, place) === words.failure_unknown(message);
}

/** Why an answer failed: the sentence, then what its provider said. */
export function answerSentences(error: AnswerError, words: Words): string[] {
  return [
    words.errors[error.code],
    ...(error.detail ? [words.failure_detail(error.detail)] : []),
    ...(error.requestId ? [words.failure_requestId(error.requestId)] : []),
  ];
}

function configSentence({ variable, message }: ConfigError, words: Words): string {
  return words.failure_config(variable, message.slice(`${variable}: `.length));
}

function busySentence({ holder, dataDir }: DataFolderBusyError, words: Words): string {
  return holder?.address ? words.failure_busyServer(`${holder.address}/`) : words.failure_busy(dataDir);
}

function startSentence(error: unknown, words: Words, place: Place): string | undefined {
  if (error instanceof DataFolderError) {
    return systemSentence(error.cause, words, place) ?? unwritableSentence(error.dataDir, words);
  }
  return storeSentence(error, words, place) ?? systemSentence(error, words, place);
}

const sqliteReasons: Record<number, (words: Words, place: Place) => string> = {
  8: (words, { dataDir }) => unwritableSentence(dataDir, words),
  13: (words, { dataDir }) => words.failure_diskFull(dataDir),
  14: (words, { dataDir }) => unwritableSentence(dataDir, words),
};

function storeSentence(error: unknown, words: Words, place: Place): string | undefined {
  if (error instanceof StoreTooNewError) return words.failure_storeTooNew(place.dataDir);
  const errcode = error instanceof Error && 'errcode' in error ? error.errcode : undefined;
  if (typeof errcode === 'number') {
    const known = sqliteReasons[errcode & 0xff];
    return known?.(words, place) ?? words.failure_storeUnreadable(place.dataDir, (error as Error).message);
  }
  if (error instanceof StorageError) return words.failure_storeUnreadable(place.dataDir, error.message);
  return undefined;
}

function systemSentence(error: unknown, words: Words, { dataDir, host, port }: Place): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, path = dataDir, syscall } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'EADDRINUSE':
      return words.failure_portTaken(port);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return words.failure_hostUnknown(host);
    case 'EACCES':
    case 'EPERM':
      return syscall === 'listen' ? words.failure_portForbidden(port) : unwritableSentence(path, words);
    case 'EROFS':
      return words.failure_folderReadOnly(path);
    case 'ENOTDIR':
    case 'EEXIST':
      return words.failure_notAFolder(path);
    case 'ENOSPC':
    case 'EDQUOT':
      return words.failure_diskFull(dataDir);
    default:
      return undefined;
  }
}

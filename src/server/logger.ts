import { type DestinationStream, pino } from 'pino';
import type { LogLevel } from './config.ts';

/**
 * Everything a log line may hold, besides its name. There is no field for a question, an answer, a title, a file's name,
 * a key or a raw address, so none can get there; and what a field holds is looked at once more (`withoutSecrets`).
 */
const fieldNames = [
  'answerId',
  'attempt',
  'bytes',
  'code',
  'conversationId',
  'count',
  'epoch',
  'host',
  'method',
  'ms',
  'model',
  'pid',
  'port',
  'providerId',
  'providerKind',
  'reason',
  'requestId',
  'route',
  'run',
  'seq',
  'status',
  'tokens',
  'version',
] as const;

export type LogFields = {
  readonly [name in (typeof fieldNames)[number]]?: string | number | null | undefined;
} & {
  readonly error?: unknown;
};

/** `event` is noun-action in a few fixed words: `answer-ended`, `viewer-dropped`. Never a sentence, never data. */
type Log = (event: string, fields?: LogFields) => void;

export interface Logger {
  debug: Log;
  info: Log;
  warn: Log;
  error: Log;
}

export function createLogger(level: LogLevel, destination: DestinationStream = pino.destination(2)): Logger {
  const log = pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, messageKey: 'event' },
    destination,
  );
  const at =
    (name: 'debug' | 'info' | 'warn' | 'error'): Log =>
    (event, fields = {}) => {
      if (log.isLevelEnabled(name)) log[name](allowed(fields), event);
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

function allowed(fields: LogFields): Record<string, unknown> {
  const line: Record<string, unknown> = {};
  for (const name of fieldNames) {
    const value = fields[name];
    if (value !== undefined) line[name] = typeof value === 'string' ? withoutSecrets(value) : value;
  }
  if (fields.error !== undefined) line['error'] = describe(fields.error);
  return line;
}

interface ErrorDescription {
  name: string;
  code?: string | number;
  frames?: string[];
  cause?: ErrorDescription;
}

/**
 * What an error is and where it came from. Its message is left out: `JSON.parse`, Node's argument errors and SQLite
 * quote what they were given, which may be what a person wrote.
 */
function describe(error: unknown, depth = 0): ErrorDescription {
  if (!(error instanceof Error)) return { name: typeof error };
  const code = 'code' in error ? error.code : undefined;
  return {
    name: error.name.slice(0, 80),
    ...(typeof code === 'number' || typeof code === 'string' ? { code: withoutSecrets(String(code)) } : {}),
    frames: framesOf(error),
    ...(error.cause !== undefined && depth < 4 ? { cause: describe(error.cause, depth + 1) } : {}),
  };
}

function framesOf(error: Error): string[] {
  const frames = (error.stack ?? '').split('\n').filter((line) => /^ {4}at .*\d+:\d+\)?$/.test(line));
  return frames.slice(0, 12).map((frame) => frame.trim().slice(3));
}

const secret =
  /\bsk-[\w-]{6,}|\bBearer\s+\S+|\beyJ[\w-]+\.[\w-]+\.[\w-]*|-----BEGIN[^-]*-----|:\/\/[^\s/@]+@|\b[0-9a-fA-F]{32,}\b|[A-Za-z0-9+_-]{40,}={0,2}/g;

export function withoutSecrets(text: string): string {
  return text.slice(0, 500).replace(secret, '[removed]');
}

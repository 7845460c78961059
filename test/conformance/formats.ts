import { ApiError } from '../../src/protocol/errors.ts';
import type { StreamEncoder } from '../../src/server/http/durable-stream.ts';
import type { Entry } from '../../src/server/journal/entry.ts';

/** How what the suite writes is put into the journal, whose events are text, and read out of it again. */
export interface Format {
  /** The messages of a body, as text. Throws `invalid_json`. */
  messagesOf(body: Buffer): string[];
  encoder: StreamEncoder<Entry>;
}

export function formatFor(contentType: string): Format {
  const [type = ''] = contentType.toLowerCase().split(';');
  if (type.trim() === 'application/json') return jsonFormat(contentType);
  return type.startsWith('text/') ? textFormat(contentType) : bytesFormat(contentType);
}

/** One level of an array is a batch of messages; anything else is one message. */
function jsonFormat(contentType: string): Format {
  const array = (entries: readonly Entry[]): string => `[${entries.map(messageOf).join(',')}]`;
  return {
    messagesOf: (body) => batchOf(body.toString()).map((message) => JSON.stringify(message)),
    encoder: { contentType, body: array, lines: (entries) => `data:${array(entries)}\n`, size },
  };
}

function textFormat(contentType: string): Format {
  return {
    messagesOf: asBase64,
    encoder: { contentType, body: bytesOf, lines: (entries) => linesOf(bytesOf(entries).toString()), size },
  };
}

function bytesFormat(contentType: string): Format {
  return {
    messagesOf: asBase64,
    encoder: {
      contentType,
      body: bytesOf,
      lines: (entries) => `data:${bytesOf(entries).toString('base64')}\n`,
      linesEncoding: 'base64',
      size,
    },
  };
}

const size = ({ json }: Entry): number => json.length;

const asBase64 = (body: Buffer): string[] => (body.length === 0 ? [] : [body.toString('base64')]);

function bytesOf(entries: readonly Entry[]): Buffer {
  return Buffer.concat(entries.map((entry) => Buffer.from(messageOf(entry), 'base64')));
}

function messageOf({ event }: Entry): string {
  return 'text' in event ? event.text : '';
}

/** A reader takes one space after the colon away. */
function linesOf(text: string): string {
  const lines = text.split(/\r\n|\r|\n/);
  return lines.map((line) => `data:${line.startsWith(' ') ? ' ' : ''}${line}\n`).join('');
}

function batchOf(text: string): unknown[] {
  if (text === '') return [];
  try {
    return [JSON.parse(text) as unknown].flat();
  } catch (cause) {
    if (cause instanceof SyntaxError) throw new ApiError('invalid_json', undefined, { cause });
    throw cause;
  }
}

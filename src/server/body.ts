import type { IncomingMessage } from 'node:http';
import { ApiError } from '../protocol/errors.ts';
import { sizeOfJson } from './json-size.ts';

/** How large a body may be, and how much work. */
export interface BodyLimits {
  bytes: number;
  depth: number;
  items: number;
  /** Also what no database keeps stays as it came: the body is for somebody else. */
  verbatim: boolean;
}

const ordinary: BodyLimits = { bytes: 1024 * 1024, depth: 32, items: 10_000, verbatim: false };

/** The JSON that a request carries. Throws the `ApiError` that says what is wrong with it. */
export async function readJson(incoming: IncomingMessage, limits = ordinary): Promise<unknown> {
  expectJson(incoming.headers['content-type']);
  const bytes = await readBytes(incoming, limits.bytes);
  checkSize(bytes, limits);
  return parse(decode(bytes), limits);
}

function expectJson(contentType: string | undefined): void {
  const [type = '', ...parameters] = (contentType ?? '').toLowerCase().split(';');
  const charset = parameters
    .map((parameter) => /^\s*charset="?([^"\s]*)"?\s*$/.exec(parameter)?.[1])
    .find(Boolean);
  if (type.trim() !== 'application/json') throw new ApiError('unsupported_media_type');
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8') {
    throw new ApiError('unsupported_media_type', 'JSON is sent as UTF-8');
  }
}

/** Counts what really arrives, whatever was announced. What is left of a body that is too large is drained by the listener. */
async function readBytes(incoming: IncomingMessage, limit: number): Promise<Buffer> {
  const tooLarge = (): ApiError => new ApiError('too_large', `the limit is ${limit / 1024} KiB`);
  if (Number(incoming.headers['content-length'] ?? 0) > limit) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunksOf(incoming)) {
    size += chunk.length;
    if (size > limit) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

async function* chunksOf(incoming: IncomingMessage): AsyncGenerator<Buffer> {
  try {
    yield* incoming.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  } catch (cause) {
    if (incoming.destroyed)
      throw new ApiError('invalid_request', 'it ended before all of it came', { cause });
    throw cause;
  }
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new ApiError('invalid_json', 'it is not UTF-8', { cause });
  }
}

/** Half a surrogate pair and NUL are JSON, but no database keeps them: they become the replacement character here. */
const unstorable = /\\u(0000|d[89a-f])/i;
const storable = (_key: string, value: unknown): unknown =>
  typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '\uFFFD') : value;

function parse(text: string, { verbatim }: BodyLimits): unknown {
  try {
    return JSON.parse(text, !verbatim && unstorable.test(text) ? storable : undefined) as unknown;
  } catch (cause) {
    if (cause instanceof SyntaxError) throw new ApiError('invalid_json', undefined, { cause });
    throw cause;
  }
}

function checkSize(bytes: Uint8Array, limits: BodyLimits): void {
  const { depth, items } = sizeOfJson(bytes);
  if (depth > limits.depth)
    throw new ApiError('invalid_json', `it is nested more than ${limits.depth} levels`);
  if (items > limits.items) throw new ApiError('invalid_json', `it has more than ${limits.items} values`);
}

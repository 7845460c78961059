import { expect } from 'vitest';
import type { Source } from '../../src/protocol/messages.ts';
import { ChatDecoder, type Decoded } from '../../src/server/providers/decode.ts';
import type { Delta } from '../../src/server/providers/delta.ts';
import type { ProviderKind } from '../../src/server/providers/provider.ts';

interface Reply {
  status?: number;
  headers?: Record<string, string>;
  kind?: ProviderKind;
}

interface Answer {
  text: string;
  reasoning: string;
  sources: Source[];
  deltas: Delta[];
  end: Decoded['end'];
}

/** Decoded whole, and byte by byte, which has to be the same. */
export function decode(body: string | Uint8Array, reply: Reply = {}): Answer {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const whole = decodePieces([bytes], reply);
  const single = decodePieces(
    Array.from(bytes, (byte) => Uint8Array.of(byte)),
    reply,
  );
  expect({ ...single, deltas: [] }).toEqual({ ...whole, deltas: [] });
  return whole;
}

export function decodePieces(
  pieces: Uint8Array[],
  { status = 200, headers = {}, kind = 'compatible' }: Reply,
): Answer {
  const decoder = new ChatDecoder({ status, headers }, { kind, apiKey: 'sk-test-key' });
  const deltas = pieces.flatMap((piece) => decoder.push(piece));
  const { deltas: last, end } = decoder.end();
  deltas.push(...last);
  const joined = (type: string): string =>
    deltas.map((delta) => (delta.type === type && 'text' in delta ? delta.text : '')).join('');
  const sources = deltas.flatMap((delta) => (delta.type === 'sources' ? delta.sources : []));
  return { text: joined('text'), reasoning: joined('reasoning'), sources, deltas, end };
}

export const data = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;
export const chunk = (delta: object, finish: string | null = null, rest: object = {}): string =>
  data({ choices: [{ index: 0, delta, finish_reason: finish }], ...rest });
export const say = (...pieces: string[]): string => pieces.map((content) => chunk({ content })).join('');
export const stop = chunk({}, 'stop');
export const codeOf = ({ end }: Answer): string | null => (end.outcome === 'failed' ? end.error.code : null);

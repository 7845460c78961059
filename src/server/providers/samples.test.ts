import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ErrorCode } from '../../protocol/errors.ts';
import { streamChat, type ChatRequest } from './chat.ts';
import { ChatDecoder, type Decoded } from './decode.ts';
import type { Delta } from './delta.ts';

const folder = new URL('../../../test/samples/', import.meta.url);

interface Expected {
  complete: boolean;
  content: string;
  content_after_split?: string;
  reasoning?: string;
  reasoning_after_split?: string;
  finish?: string | null;
  usage?: Record<'prompt' | 'completion' | 'reasoning' | 'cached', number>;
  error?: { code: string | null; kind: string; retryable: boolean };
  tool_calls?: { id: string; name: string; arguments: string }[];
  citations?: string[];
  audio_transcript?: string;
  audio_bytes?: number;
}

const kinds: Partial<Record<ErrorCode, string>> = {
  key_invalid: 'auth',
  overdue: 'billing',
  parameter_refused: 'bad_request',
  context_too_long: 'context_length',
  content_filtered: 'moderation',
  model_not_found: 'model',
  rate_limited: 'rate_limit',
  burst_limited: 'rate_limit',
  upstream_failed: 'server',
};

const expectations = JSON.parse(readFileSync(new URL('expected.json', folder), 'utf8')) as Record<
  string,
  Expected
>;
const samples = readdirSync(folder)
  .filter((name) => name.endsWith('.sse'))
  .map((name) => ({ name, expected: expectations[name]!, ...load(name) }));

function load(name: string): { status: number; body: Uint8Array } {
  const bytes = readFileSync(new URL(name, folder));
  const lineEnd = bytes.indexOf(10);
  const status = /status=(\d+)/.exec(bytes.subarray(0, lineEnd).toString())?.[1];
  return { status: Number(status), body: bytes.subarray(lineEnd + 1) };
}

type Answer = { text: string; reasoning: string; sources: string[]; end: Decoded['end'] };

function decode(status: number, pieces: Iterable<Uint8Array>): Answer {
  const decoder = new ChatDecoder({ status }, { kind: 'dashscope', apiKey: 'sk-test' });
  const deltas: Delta[] = [];
  for (const piece of pieces) deltas.push(...decoder.push(piece));
  const { deltas: last, end } = decoder.end();
  deltas.push(...last);
  return answerOf(deltas, end);
}

function answerOf(deltas: Delta[], end: Decoded['end']): Answer {
  const sources = deltas.flatMap((delta) => (delta.type === 'sources' ? delta.sources : []));
  const [text, reasoning] = [joined(deltas, 'text'), joined(deltas, 'reasoning')];
  return { text, reasoning, sources: sources.map(({ url }) => url), end };
}

function joined(deltas: Delta[], type: 'text' | 'reasoning'): string {
  return deltas.map((delta) => (delta.type === type ? delta.text : '')).join('');
}

function cutAt(body: Uint8Array, cuts: number[]): Uint8Array[] {
  const places = [0, ...cuts.toSorted((a, b) => a - b), body.length];
  return places.slice(1).map((place, index) => body.subarray(places[index], place));
}

/** The offset after which a finish reason has been read: before it, nothing may call itself complete. */
function finishOffset(status: number, body: Uint8Array): number {
  const decoder = new ChatDecoder({ status });
  for (let offset = 0; offset < body.length; offset++) {
    decoder.push(body.subarray(offset, offset + 1));
    if (decoder.finished) return offset + 1;
  }
  return body.length;
}

describe.each(samples)('$name', ({ expected, status, body }) => {
  const whole = decode(status, [body]);

  test('is read as described', () => {
    expect(whole.end.outcome).toBe(expected.complete ? 'complete' : 'failed');
    expect(whole.text).toBe(expected.content_after_split ?? expected.content);
    expect(whole.reasoning).toBe(expected.reasoning_after_split ?? expected.reasoning ?? '');
    expect(whole.end.finishReason).toBe(expected.finish ?? null);
    expect(whole.end.toolCalls).toEqual(expected.tool_calls ?? []);
    expect(whole.sources).toEqual(expected.citations ?? []);
    expect(whole.end.speech?.transcript).toBe(expected.audio_transcript);
    expect(whole.end.speech?.bytes).toBe(expected.audio_bytes);
  });

  test('has the usage that was sent', () => {
    const { usage } = whole.end;
    if (!expected.usage) return expect(usage).toBeNull();
    expect(usage).toMatchObject({
      promptTokens: expected.usage.prompt,
      completionTokens: expected.usage.completion,
    });
    if (expected.usage.reasoning !== undefined) expect(usage?.reasoningTokens).toBe(expected.usage.reasoning);
    if (expected.usage.cached !== undefined) expect(usage?.cachedTokens).toBe(expected.usage.cached);
  });

  test('fails for the reason that was given, or because it was cut', () => {
    const error = whole.end.outcome === 'failed' ? whole.end.error : null;
    if (expected.complete) return expect(error).toBeNull();
    if (!expected.error) return expect(error).toMatchObject({ code: 'upstream_cut', retryable: true });
    expect(error).toMatchObject({ retryable: expected.error.retryable });
    expect(error?.providerCode ?? null).toBe(expected.error.code);
    expect(kinds[error!.code]).toBe(expected.error.kind);
  });

  test('is the same over a real line', async () => {
    const server = createServer((_request, response) => response.writeHead(status).end(body)).listen(
      0,
      '127.0.0.1',
    );
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
    const provider = { id: 'p', name: 'p', kind: 'dashscope', baseUrl, apiKey: 'sk-test' } as const;
    const request: ChatRequest = { model: 'm', messages: [], stream: true, thinking: 'default' };
    const deltas: Delta[] = [];
    const onDeltas = (some: Delta[]): void => void deltas.push(...some);
    const { signal } = new AbortController();
    const end = await streamChat(provider, request, { onDeltas, signal, tries: 1 });
    expect(answerOf(deltas, end as Decoded['end'])).toEqual(whole);
  });

  test('is the same byte by byte', () => {
    expect(decode(status, cutAt(body, [...body.keys()]))).toEqual(whole);
  });

  test('is the same however it is split', () => {
    const places = fc.array(fc.nat({ max: body.length }), { maxLength: 20 });
    const sameSplit = fc.property(places, (cuts) => {
      expect(decode(status, cutAt(body, cuts))).toEqual(whole);
    });
    fc.assert(sameSplit, { numRuns: 50 });
  });

  test('cut anywhere, it is a beginning and never complete before the finish', () => {
    const finish = finishOffset(status, body);
    for (let offset = 0; offset < body.length; offset++) {
      const part = decode(status, [body.subarray(0, offset)]);
      // The last event counts without its blank line: up to two bytes before the finish is dispatched.
      if (offset < finish - 2) expect(part.end.outcome, `cut at ${offset}`).toBe('failed');
      expect(whole.text.startsWith(part.text), `cut at ${offset}`).toBe(true);
      expect(whole.reasoning.startsWith(part.reasoning), `cut at ${offset}`).toBe(true);
    }
  });
});

import type { AnswerError } from '../../protocol/errors.ts';
import { streamChat, type ChatRequest } from './chat.ts';
import type { Clock } from './clock.ts';
import type { Provider } from './provider.ts';

export type Checked = { ok: true; model: string } | { ok: false; error: AnswerError };

export interface CheckOptions {
  signal: AbortSignal;
  clock?: Clock;
}

/** Somebody is looking at a form and waits. */
const patientMs = 30_000;

/** Whether a key works, by asking for a word and hanging up as soon as one comes. Throws only when it is itself stopped. */
export async function checkKey(provider: Provider, model: string, options: CheckOptions): Promise<Checked> {
  const { signal, ...rest } = options;
  const heard = new AbortController();
  const request: ChatRequest = {
    model,
    messages: [{ role: 'user', content: 'hi' }],
    stream: true,
    thinking: 'off',
    maxTokens: 16,
  };
  const end = await streamChat(provider, request, {
    ...rest,
    onDeltas: () => heard.abort(),
    signal: AbortSignal.any([signal, heard.signal]),
    timeouts: { firstByteMs: patientMs, gapMs: patientMs },
    tries: 2,
  });
  if (!heard.signal.aborted) signal.throwIfAborted();
  return end.outcome === 'failed' && !heard.signal.aborted
    ? { ok: false, error: end.error }
    : { ok: true, model };
}

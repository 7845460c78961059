import type { ServerResponse } from 'node:http';
import { completionOf } from '../../../protocol/completion.ts';
import { newId } from '../../../protocol/ids.ts';
import type { Part } from '../../../protocol/messages.ts';
import { estimateTokens } from '../../../protocol/tokens.ts';
import { attempt } from '../../providers/attempt.ts';
import { systemClock } from '../../providers/clock.ts';
import type { Delta } from '../../providers/delta.ts';
import { sendJson } from './failure.ts';
import type { Forwarded, Forwarding } from './forward.ts';

/** Whether it is wanted whole, and pieces of it can be put together: of sound they cannot. */
export function isGatherable({ path, body }: Pick<Forwarding, 'path' | 'body'>): boolean {
  const { modalities } = body;
  const wantsSound = Array.isArray(modalities) && modalities.includes('audio');
  return path === 'chat/completions' && body['stream'] !== true && !wantsSound;
}

/** Has the answer streamed, and hands it on whole: for a model that only streams, to somebody who does not. */
export async function gather(
  { provider, body, timeouts, signal }: Forwarding,
  outgoing: ServerResponse,
): Promise<Forwarded> {
  const said = { text: '', reasoning: '' };
  const onDeltas = (deltas: Delta[]): void => {
    for (const delta of deltas)
      if (delta.type === 'text' || delta.type === 'reasoning') said[delta.type] += delta.text;
  };
  const guessedOutput = (): number => estimateTokens(said.reasoning) + estimateTokens(said.text);
  const streamed = { ...body, stream: true, stream_options: { include_usage: true } };
  const about = { onDeltas, timeouts, signal, clock: systemClock, plainOnly: true };
  const { end } = await attempt(provider, streamed, about);
  if (end.outcome === 'aborted') return { outcome: 'gone', usage: end.usage, guessedOutput: guessedOutput() };
  if (end.outcome === 'failed') return { outcome: 'refused', refusal: end.error };
  const { usage, finishReason, toolCalls } = end;
  const parts: Part[] = [
    { type: 'reasoning', text: said.reasoning },
    { type: 'text', text: said.text },
    ...toolCalls.map((call, index) => ({ type: 'tool-call' as const, index, ...call })),
  ];
  const model = `${provider.id}/${body.model}`;
  const answer = {
    id: newId(),
    createdAt: Date.now(),
    status: 'complete' as const,
    model,
    parts,
    finishReason,
    usage,
  };
  sendJson(outgoing, 200, completionOf(answer));
  return { outcome: 'sent', usage, guessedOutput: guessedOutput() };
}

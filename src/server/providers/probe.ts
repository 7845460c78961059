import { mostProbeTokens, type ProbeOutcome, type ProbeStep } from '../../protocol/probe.ts';
import type { AnswerError } from '../../protocol/errors.ts';
import { attempt } from './attempt.ts';
import { systemClock, type Clock } from './clock.ts';
import type { Delta } from './delta.ts';
import { isOnlyInPieces, learnedFrom } from './learn.ts';
import { obeying } from './obey.ts';
import { probeBody, probeSteps } from './probe-questions.ts';
import type { Provider } from './provider.ts';
import type { ChatBody } from './request.ts';
import { defaultTimeouts } from './timeouts.ts';
import type { Traits } from './traits.ts';

export type Probed =
  | { ok: true; traits: Traits; asked: { step: ProbeStep; outcome: ProbeOutcome }[] }
  | { ok: false; error: AnswerError };

export interface ProbeOptions {
  signal: AbortSignal;
  clock?: Clock;
}

/** Somebody looks on and waits. */
const patientMs = 30_000;

/**
 * Finds out what a model can do by asking it, a short question for each thing; see `ProbeStep`. It may refuse any of them, which
 * costs nothing and is an answer too. A failure that says nothing of the model ends it. Throws only when it is itself stopped.
 */
export async function probe(provider: Provider, model: string, options: ProbeOptions): Promise<Probed> {
  let traits: Traits = {};
  const asked: { step: ProbeStep; outcome: ProbeOutcome }[] = [];
  const steps = probeSteps(provider.kind, model);
  for (const step of steps) {
    const inOnePiece =
      traits.streamOnly === undefined &&
      traits.thinking !== 'only' &&
      step !== 'thinking' &&
      step !== 'search';
    const question = { step, stream: !inOnePiece, tokens: Math.floor(mostProbeTokens / steps.length) };
    const body = obeying(probeBody(provider, model, question), traits);
    const heard = await ask(provider, body, options);
    if (heard.error && !saysSomething(heard.error, asked.length)) return { ok: false, error: heard.error };
    const shown = { ...(inOnePiece && piecesShown(heard)), ...shows[step](heard, body, traits) };
    traits = { ...traits, ...shown };
    asked.push({ step, outcome: outcomeOf(heard) });
  }
  return { ok: true, traits, asked };
}

/** What came of one question. */
interface Heard {
  reasoned: boolean;
  text: string;
  error: AnswerError | null;
}

/** Streamed, it is over as soon as a word has come: that the question was taken is all that is wanted. */
async function ask(provider: Provider, body: ChatBody, options: ProbeOptions): Promise<Heard> {
  const { signal, clock = systemClock } = options;
  const enough = new AbortController();
  const heard: Heard = { reasoned: false, text: '', error: null };
  const onDeltas = (deltas: Delta[]): void => {
    for (const delta of deltas) {
      if (delta.type === 'reasoning' && delta.text !== '') heard.reasoned = true;
      if (delta.type === 'text') heard.text += delta.text;
    }
    if (body['stream'] === true) enough.abort();
  };
  const { end, begun } = await attempt(provider, body, {
    onDeltas,
    signal: AbortSignal.any([signal, enough.signal]),
    timeouts: { ...defaultTimeouts, firstByteMs: patientMs, gapMs: patientMs },
    clock,
    plainOnly: true,
  });
  signal.throwIfAborted();
  if (end.outcome === 'failed' && !begun) heard.error = end.error;
  return heard;
}

const refusals: readonly AnswerError['code'][] = [
  'parameter_refused',
  'media_unreadable',
  'context_too_long',
];

/** A server that has answered one question has the model, and lets us in: what it fails at later is that question. */
function saysSomething({ code }: AnswerError, answered: number): boolean {
  return (
    refusals.includes(code) || (answered > 0 && !/^(rate|burst|tokens)_limited$|^overloaded$/.test(code))
  );
}

function outcomeOf({ error }: Heard): ProbeOutcome {
  if (!error) return 'taken';
  return refusals.includes(error.code) ? 'refused' : 'unclear';
}

function piecesShown({ error }: Heard): Traits {
  if (!error) return { streamOnly: false };
  return isOnlyInPieces(error) ? { streamOnly: true } : {};
}

/** What an answer, or a refusal, shows of the model, knowing what it showed before. */
const shows: Record<ProbeStep, (heard: Heard, body: ChatBody, known: Traits) => Traits> = {
  prefix: ({ error, text, reasoned }, body) => {
    if (error) return prefixRefused(error) ? { prefix: false } : (learnedFrom(body, error) ?? {});
    // It was asked not to.
    if (reasoned) return { thinking: 'only', prefix: false };
    return { prefix: goesOn(text) };
  },
  thinking: ({ error, reasoned }, body, { thinking }) => {
    if (reasoned) return { thinking: thinking ?? 'hybrid' };
    if (!error) return body['enable_thinking'] === true ? { thinking: 'none' } : {};
    const learned = learnedFrom(body, error) ?? {};
    return learned['range.thinking_budget'] ? { ...learned, thinking: thinking ?? 'hybrid' } : learned;
  },
  image: ({ error }) => {
    if (!error || error.code === 'media_unreadable')
      return { images: true, ...(error ? {} : { tools: true }) };
    const detail = error.detail ?? '';
    if (/tool|function/i.test(detail)) return { tools: false };
    return /image|content|modal|vision/i.test(detail) ? { images: false } : {};
  },
  json: ({ error }, body) => (error ? (learnedFrom(body, error) ?? {}) : {}),
  search: ({ error }, body) => (error ? (learnedFrom(body, error) ?? {}) : { search: true }),
};

const prefixRefused = ({ detail = '' }: AnswerError): boolean => /partial|prefix/i.test(detail);

/** It was given `one, two,`. */
const goesOn = (text: string): boolean => /^\s*three\b/i.test(text);

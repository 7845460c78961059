import type { AnswerError } from '../../protocol/errors.ts';
import type { Range } from '../../protocol/models.ts';
import type { ChatBody } from './request.ts';
import type { Traits } from './traits.ts';
import { asArray, asObject } from './wire.ts';

type Rule = (body: ChatBody, detail: string) => Traits | null;

/** The refusals that say what is wrong, in Alibaba's words first; the first that fits is what was meant. */
const rules: readonly Rule[] = [
  (body, detail) =>
    body.max_tokens !== undefined && /max_completion_tokens/.test(detail)
      ? { limitField: 'max_completion_tokens' }
      : null,
  (_body, detail) =>
    /json mode .*not supported when enable_thinking/i.test(detail) ? { jsonStopsThinking: true } : null,
  (body, detail) =>
    asObject(body.response_format)?.type === 'json_object' && /contain the word .?json/i.test(detail)
      ? { jsonWord: true }
      : null,
  outOfRange,
  (body, detail) =>
    body.enable_thinking === false && /enable_thinking.*restricted to true/i.test(detail)
      ? { thinking: 'only' }
      : null,
  (body, detail) =>
    body.enable_thinking !== undefined && /not support (the )?enable_thinking/i.test(detail)
      ? { thinking: 'none' }
      : null,
  (body, detail) =>
    JSON.stringify(asArray(body.messages)).includes('"cache_control"') &&
    /cache_control|item type in content|content must be a string/i.test(detail)
      ? trait('refuses.cache_control', true)
      : null,
  refusedField,
];

/** A whole reply was wanted of a model that only streams. */
export const isOnlyInPieces = ({ detail = '' }: Pick<AnswerError, 'detail'>): boolean =>
  /only support stream|does not support http call|non-streaming/i.test(detail);

/** What a refusal teaches of the model. `null`: nothing of how it was asked was at fault. */
export function learnedFrom(body: ChatBody, { code, detail = '' }: AnswerError): Traits | null {
  if (code === 'context_too_long') return contextOf(detail);
  if (code !== 'parameter_refused') return null;
  for (const rule of rules) {
    const learned = rule(body, detail);
    if (learned) return learned;
  }
  return null;
}

/** Alibaba's words, and those of OpenAI, vLLM and llama.cpp. */
const contextSaid =
  /range of input length should be \[\d+, *(\d+)\]|(?:maximum context length is|available context size \() *(\d+)/i;

function contextOf(detail: string): Traits | null {
  const [, most, whole] = contextSaid.exec(detail) ?? [];
  const contextTokens = Number(most ?? whole);
  return contextTokens > 0 ? { contextTokens } : null;
}

const limitNames = ['max_tokens', 'max_completion_tokens'];
const ranged = [...limitNames, 'thinking_budget', 'temperature', 'top_p'];

/** Only what was really outside of it: a refusal may name ranges that were kept. */
function outOfRange(body: ChatBody, detail: string): Traits | null {
  const range = rangeIn(detail);
  const field = ranged.find((name) => typeof body[name] === 'number' && detail.includes(name));
  if (!range || !field) return null;
  const value = body[field] as number;
  if (value >= range.min && value <= range.max) return null;
  const name = limitNames.includes(field) ? 'max_tokens' : field;
  return trait(`range.${name}`, range);
}

/** `[1, 8192]`, `(0.0, 1.0]`, `not greater than 38912`: an end that does not belong to it is left by a hundredth. */
function rangeIn(detail: string): Range | null {
  const most = /(?:not greater than|less than or equal to|at most) (\d+)/i.exec(detail)?.[1];
  if (most !== undefined) return { min: 1, max: Number(most) };
  const [, opens, from, to, closes] = /([[(]) *(\d+(?:\.\d+)?), *(\d+(?:\.\d+)?) *([\])])/.exec(detail) ?? [];
  if (from === undefined || to === undefined) return null;
  return { min: Number(from) + (opens === '(' ? 0.01 : 0), max: Number(to) - (closes === ')' ? 0.01 : 0) };
}

/** Fields without which the question is still the same, and what a refusal calls them. */
const optional: readonly [field: string, names: RegExp][] = [
  ['enable_search', /enable_search/i],
  ['thinking_budget', /thinking_budget/i],
  ['enable_thinking', /enable_thinking/i],
  ['thinking', /thinking/i],
  ['reasoning_effort', /reasoning|thinking/i],
  ['reasoning', /reasoning|thinking/i],
  ['chat_template_kwargs', /chat_template_kwargs|enable_thinking/i],
  ['stream_options', /stream_options|include_usage/i],
  ['temperature', /temperature/i],
  ['top_p', /top_p/i],
  ['seed', /\bseed\b/i],
  ['stop', /\bstop\b/i],
  ['response_format', /response_format|json mode/i],
];

function refusedField(body: ChatBody, detail: string): Traits | null {
  const refused = optional.find(([field, names]) => body[field] !== undefined && names.test(detail));
  return refused ? trait(`refuses.${refused[0]}`, true) : null;
}

function trait<Name extends `range.${string}` | `refuses.${string}`>(
  name: Name,
  value: Traits[Name],
): Traits {
  const traits: Traits = {};
  traits[name] = value;
  return traits;
}

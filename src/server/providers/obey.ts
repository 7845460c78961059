import type { Range } from '../../protocol/models.ts';
import type { ChatBody } from './request.ts';
import type { Traits } from './traits.ts';
import { asArray, asObject, asText } from './wire.ts';

/** The request as this model takes it, by what it has shown: the same question, and as much of how it is wanted as can be. */
export function obeying(body: ChatBody, traits: Traits): ChatBody {
  const changed = { ...body };
  renameLimit(changed, traits);
  for (const [name, value] of Object.entries(traits)) {
    const [, kind, field = ''] = /^(refuses|range)\.(.+)$/.exec(name) ?? [];
    if (kind === 'refuses') delete changed[field];
    if (kind === 'range') clamp(changed, field, value as Range);
  }
  if (traits['refuses.cache_control']) changed.messages = withoutMarks(asArray(changed.messages));
  switchThinking(changed, traits);
  if (isJson(changed)) writeJson(changed, traits);
  // Nothing to search with, nothing to say of it.
  if (changed.enable_search === undefined) delete changed.search_options;
  return changed;
}

/** A text whose only part is marked is that text. */
export function withoutMarks(messages: readonly unknown[]): unknown[] {
  return messages.map((message) => {
    const { content, ...rest } = asObject(message) ?? {};
    const [part] = asArray(content);
    return part === undefined ? message : { ...rest, content: asObject(part)?.text };
  });
}

function renameLimit(body: ChatBody, { limitField }: Traits): void {
  if (limitField === undefined || body.max_tokens === undefined) return;
  body[limitField] = body.max_tokens;
  delete body.max_tokens;
}

function clamp(body: ChatBody, field: string, { min, max }: Range): void {
  const names = field === 'max_tokens' ? ['max_tokens', 'max_completion_tokens'] : [field];
  for (const name of names) {
    const value = body[name];
    if (typeof value === 'number') body[name] = Math.min(Math.max(value, min), max);
  }
}

function switchThinking(body: ChatBody, { thinking }: Traits): void {
  if (thinking === 'only' && body.enable_thinking === false) delete body.enable_thinking;
  if (thinking !== 'none') return;
  for (const field of ['enable_thinking', 'thinking_budget', 'reasoning_effort']) delete body[field];
}

const isJson = ({ response_format: format }: ChatBody): boolean => asObject(format)?.type === 'json_object';

function writeJson(body: ChatBody, { jsonStopsThinking, jsonWord }: Traits): void {
  if (jsonStopsThinking) {
    body.enable_thinking = false;
    delete body.thinking_budget;
    delete body.reasoning_effort;
  }
  if (jsonWord) body.messages = withJsonWord(asArray(body.messages));
}

/** At the end, so that all before it stays as it was and is found in the provider's cache. */
function withJsonWord(messages: readonly unknown[]): unknown[] {
  if (/json/i.test(JSON.stringify(messages))) return [...messages];
  const last = messages.findLastIndex((message) => asObject(message)?.role === 'user');
  return messages.map((message, index) => {
    const { content, ...rest } = asObject(message) ?? {};
    return index === last ? { ...rest, content: `${asText(content) ?? ''}\n\n(JSON)` } : message;
  });
}

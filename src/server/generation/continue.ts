import { goesOnFromPrefix } from '../providers/quirks/quirks-of.ts';
import type { ResolvedModel } from '../providers/registry.ts';
import type { ChatMessage, ChatRequest, Wishes } from '../providers/request.ts';

/** Who wanted a further run: whoever asked for it is told why it failed. */
export type ContinuedBy = 'person' | 'server';

/** Whether a model can write on by itself, without being told to in words. */
export function goesOnByItself({ provider, model, thinking, traits }: ResolvedModel): boolean {
  return thinking !== 'only' && (traits.prefix ?? goesOnFromPrefix(provider, model));
}

/** What was said so far, as the request's last words: all of it but half a character at its end. */
export const prefixOf = (saved: string): string => saved.replace(/[\uD800-\uDBFF]$/, '');

/** A question and the beginning of its answer, for a model that takes it up where it stops. */
export function prefixRequest(
  model: string,
  messages: readonly ChatMessage[],
  saved: string,
  wishes: Wishes,
): ChatRequest {
  const last: ChatMessage = { role: 'assistant', content: prefixOf(saved) };
  const all = [...messages, last];
  return { model, messages: all, stream: true, ...wishes, thinking: 'off', fromPrefix: true };
}

/** For every other model: the beginning as something that it said, and the wish that it go on. */
export function instructedRequest(
  model: string,
  messages: readonly ChatMessage[],
  saved: string,
  wishes: Wishes,
): ChatRequest {
  const said: ChatMessage = { role: 'assistant', content: prefixOf(saved) };
  const wish: ChatMessage = { role: 'user', content: instructionFor(messages) };
  return { model, messages: [...messages, said, wish], stream: true, ...wishes };
}

const instructions = {
  en: 'Your last message was cut off. Go on exactly where it stops, in the middle of the word or line if need be. Repeat nothing of it, and add no introduction.',
  zh: '你的上一条消息被中断了。请从中断处接着写，必要时从半个词或半行处继续。不要重复已经写过的内容，也不要加开场白。',
};

/** In the language of the question: models answer in that of what they were told last. */
function instructionFor(messages: readonly ChatMessage[]): string {
  const question = messages.findLast(({ role }) => role === 'user')?.content ?? '';
  return /\p{Script=Han}/u.test(question) ? instructions.zh : instructions.en;
}

import type { Message } from '../../protocol/messages.ts';

/** What a message says, without its thinking: what is copied, as Markdown. */
export function textOf(message: Message): string {
  return message.parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
}

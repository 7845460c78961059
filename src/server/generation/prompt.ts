import type { Kysely } from 'kysely';
import { type Message, textOf } from '../../protocol/messages.ts';
import type { ChatMessage } from '../providers/request.ts';
import { conversationRow } from '../store/conversations.ts';
import { pathTo } from '../store/messages.ts';
import type { Database } from '../store/schema.ts';

/** What there is to give to a model. */
export interface Material {
  systemPrompt: string | null;
  /** The path that leads to the question, all of it. */
  path: readonly Message[];
}

/** What leads to a message, as a rule a question. Throws `conversation_not_found`, `message_not_found`. */
export async function readMaterial(
  db: Kysely<Database>,
  user: string,
  { conversationId, messageId }: { conversationId: string; messageId: string },
): Promise<Material> {
  // In one view: an answer further up may be going on, and its words must not be read in the journal and in its message.
  return db.transaction().execute(async (read) => {
    const { system_prompt: systemPrompt } = await conversationRow(read, user, conversationId);
    return { systemPrompt, path: await pathTo(read, user, messageId) };
  });
}

/**
 * What the model is given: the system prompt and the path from one of its messages on, with what stands above that in short,
 * and without what was set aside. Nothing in it changes from turn to turn (no clock, no counter), so that a provider's
 * cache of the prefix holds. Reasoning is never given back.
 */
export function promptOf({ systemPrompt, path }: Material, begin: number): ChatMessage[] {
  const system = [systemPrompt ?? '', path[begin]?.summary ? summaryText(path[begin].summary) : ''];
  const content = system.filter((text) => text !== '').join('\n\n');
  const messages = path.slice(begin).flatMap((message, index): ChatMessage[] => {
    return isGiven(path, begin + index) ? [{ role: message.role, content: textOf(message) }] : [];
  });
  return content === '' ? messages : [{ role: 'system', content }, ...messages];
}

/** Whether the model may be given a message: an answer that was set aside goes with its question, and what says nothing is nothing. */
export function isGiven(path: readonly Message[], index: number): boolean {
  return !path[index]?.setAside && !path[index + 1]?.setAside && textOf(path[index]!) !== '';
}

/** In the language of the summary: models answer in that of what they were told. */
export function summaryText(summary: string): string {
  const introduction = /\p{Script=Han}/u.test(summary)
    ? '以下是本次对话较早部分的摘要：'
    : 'The earlier part of this conversation, in short:';
  return `${introduction}\n${summary}`;
}

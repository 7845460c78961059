import type { Kysely } from 'kysely';
import { type Message, textOf } from '../../protocol/messages.ts';
import type { ChatMessage } from '../providers/request.ts';
import { conversationRow } from '../store/conversations.ts';
import { pathTo } from '../store/messages.ts';
import type { Database } from '../store/schema.ts';

/**
 * What the model is given for a question: the system prompt and the path that leads to it, without what was set aside.
 * Nothing in it changes from turn to turn (no clock, no counter), so that a provider's cache of the prefix holds.
 * Reasoning is never given back.
 */
export async function buildPrompt(
  db: Kysely<Database>,
  user: string,
  { conversationId, questionId }: { conversationId: string; questionId: string },
): Promise<ChatMessage[]> {
  // In one view: an answer further up may be going on, and its words must not be read in the journal and in its message.
  const [{ system_prompt: systemPrompt }, path] = await db
    .transaction()
    .execute(
      async (read) =>
        [await conversationRow(read, user, conversationId), await pathTo(read, user, questionId)] as const,
    );
  const system: ChatMessage[] = systemPrompt ? [{ role: 'system', content: systemPrompt }] : [];
  return [
    ...system,
    ...withoutSetAside(path)
      .map(chatMessageOf)
      .filter(({ content }) => content !== ''),
  ];
}

/** Of a path what the model may be given: an answer that was set aside goes with its question. */
export function withoutSetAside(path: readonly Message[]): Message[] {
  return path.filter((message, index) => !message.setAside && !path[index + 1]?.setAside);
}

function chatMessageOf(message: Message): ChatMessage {
  return { role: message.role, content: textOf(message) };
}

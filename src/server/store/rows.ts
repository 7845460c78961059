import type { Conversation } from '../../protocol/conversations.ts';
import type { AnswerError } from '../../protocol/errors.ts';
import type { Message, Part, Timings, Usage } from '../../protocol/messages.ts';
import type { ConversationRow, MessageRow, PartRow } from './schema.ts';

export function conversationOf(row: ConversationRow, running: number): Conversation {
  return {
    id: row.id,
    title: row.title,
    titleSource: row.title_source,
    model: row.model,
    systemPrompt: row.system_prompt,
    leafId: row.leaf_id,
    draft: row.draft,
    running,
    activitySeq: row.activity_seq,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

export function messageOf(row: MessageRow, parts: Part[], seams: number[] = []): Message {
  return {
    id: row.id,
    conversationId: row.conversation_id,
    parentId: row.parent_id,
    role: row.role,
    parts,
    model: row.model,
    status: row.status,
    run: row.run,
    seams,
    finishReason: row.finish_reason,
    usage: parse<Usage>(row.usage),
    timings: parse<Timings>(row.timings),
    error: parse<AnswerError>(row.error),
    createdAt: row.created_at,
  };
}

/** Our own JSON: written by `JSON.stringify` from the same type. */
function parse<T>(json: string | null): T | null {
  return json === null ? null : (JSON.parse(json) as T);
}

/** The parts of one message from its stored pieces, in order: neighbours of one type of text are one part. */
export function partsOf(pieces: readonly Pick<PartRow, 'type' | 'text'>[]): Part[] {
  const parts: Part[] = [];
  for (const { type, text } of pieces) {
    const last = parts.at(-1);
    if (last?.type === type) last.text += text;
    else parts.push({ type, text });
  }
  return parts;
}

import type { Adjustment } from '../../protocol/adjustment.ts';
import type { AnswerOptions } from '../../protocol/answer-options.ts';
import type { Conversation } from '../../protocol/conversations.ts';
import type { AnswerError } from '../../protocol/errors.ts';
import type { Message, Part, Timings, Usage } from '../../protocol/messages.ts';
import { addPiece } from '../../protocol/parts.ts';
import type { ConversationRow, MessageRow, PartRow } from './schema.ts';

export function conversationOf(row: ConversationRow, running: number): Conversation {
  return {
    id: row.id,
    title: row.title,
    titleSource: row.title_source,
    model: row.model,
    systemPrompt: row.system_prompt,
    options: JSON.parse(row.options) as AnswerOptions,
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
    options: parse<AnswerOptions>(row.options),
    ...(row.adjusted === null ? {} : { adjusted: JSON.parse(row.adjusted) as Adjustment[] }),
    ...(row.context_from === null ? {} : { contextFrom: row.context_from }),
    ...(row.set_aside === null ? {} : { setAside: row.set_aside === 1 }),
    ...(row.summary === null ? {} : { summary: row.summary }),
    createdAt: row.created_at,
  };
}

/** Our own JSON: written by `JSON.stringify` from the same type. */
function parse<T>(json: string | null): T | null {
  return json === null ? null : (JSON.parse(json) as T);
}

/** A piece of a message as it is stored. */
type StoredPiece = Pick<PartRow, 'type' | 'text'>;

export function pieceOf(part: Part): StoredPiece {
  if (part.type === 'text' || part.type === 'reasoning') return part;
  const { type, ...fields } = part;
  return { type, text: JSON.stringify(fields) };
}

/** The parts of one message from its stored pieces, in order. */
export function partsOf(pieces: readonly StoredPiece[]): Part[] {
  const parts: Part[] = [];
  for (const piece of pieces) addPiece(parts, partOf(piece));
  return parts;
}

function partOf({ type, text }: StoredPiece): Part {
  if (type === 'text' || type === 'reasoning') return { type, text };
  return { type, ...JSON.parse(text) } as Part;
}

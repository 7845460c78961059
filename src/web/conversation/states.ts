import type { ConversationSnapshot } from '../../protocol/conversations.ts';
import type { Event } from '../../protocol/events.ts';
import {
  applyEvents,
  applyToAnswer,
  type ConversationState,
  isPiece,
  type Piece,
  shownPath,
  stateOf,
} from '../../protocol/fold.ts';
import { asksForTool, isLive, type Message, type PartOf, textOf } from '../../protocol/messages.ts';
import { parseOffset } from '../../protocol/offset.ts';
import type { GrowingText } from '../markdown/growing-text.ts';

/** A conversation of which the server knows nothing yet: its first message creates it. */
export function emptyState(id: string): ConversationState {
  const conversation = {
    id,
    title: '',
    titleSource: 'none',
    model: null,
    systemPrompt: null,
    options: {},
    leafId: null,
    draft: '',
    running: 0,
    activitySeq: 0,
    createdAt: 0,
    updatedAt: 0,
  } as const;
  return { conversation, messages: {}, children: {}, more: false, deleted: false, seq: 0 };
}

/** A path with text that came since. */
export function withPieces(path: readonly Message[], pieces: readonly Piece[]): readonly Message[] {
  if (pieces.length === 0) return path;
  const grown = [...path];
  for (const piece of pieces) {
    const index = grown.findLastIndex(({ id }) => id === piece.answerId);
    if (index !== -1) grown[index] = withPiece(grown[index]!, piece);
  }
  return grown;
}

type GrowingPart = PartOf<'text' | 'reasoning' | 'tool-call'>;

const growing = new WeakMap<GrowingPart, GrowingText>();

/** The text of a part, of a tool call its arguments; of one that grows, what is folded in apart from what came since. */
export const growingText = (part: GrowingPart): GrowingText =>
  growing.get(part) ?? { before: part.type === 'tool-call' ? part.arguments : part.text, more: '' };

function withPiece(answer: Message, piece: Piece): Message {
  const grown = applyToAnswer(answer, piece);
  if (piece.type === 'sources-added') return grown;
  const said = piece.type === 'tool-call-delta' ? piece.arguments : piece.text;
  grown.parts.forEach((next, index) => {
    const part = answer.parts[index];
    if (!part || part === next || part.type === 'source' || next.type === 'source') return;
    if (part.type !== next.type) return;
    const { before, more } = growingText(part);
    growing.set(next, { before, more: more + said });
  });
  return grown;
}

/** Whether messages of the shown path are missing, so that the state has to be taken again. */
export function isTorn(state: ConversationState): boolean {
  if (state.conversation.leafId === null) return false;
  const first = shownPath(state)[0];
  if (!first) return true;
  return first.parentId !== null && !state.more;
}

/**
 * With older messages of the same path before those that are known. `since` is what the line told while they were asked
 * for: of an answer that is still being written the page may lack it.
 */
export function withOlder(
  state: ConversationState,
  older: ConversationSnapshot,
  since: readonly Event[],
): ConversationState {
  const page = applyEvents(stateOf(older), since);
  // What the line told of versions of a message that was not here is not all of them.
  const children = Object.entries(page.children).filter(([id]) => id in older.children);
  return {
    ...state,
    messages: { ...page.messages, ...state.messages },
    children: { ...state.children, ...Object.fromEntries(children) },
    more: older.more,
  };
}

/** Whether an event is text that a page of older messages holds already: it may be read before the line tells of it. */
export function textHeldBy({ messages, offset }: ConversationSnapshot): (event: Event) => boolean {
  const live = new Set(messages.filter(isLive).map(({ id }) => id));
  const readAt = parseOffset(offset)?.seq ?? 0;
  return (event) => isPiece(event) && event.seq <= readAt && live.has(event.answerId);
}

const nothing: ReadonlySet<string> = new Set();

/** The ids of the questions whose answer waits for the end of the one above it: always the same set if there are none. */
export function waitingQuestions(path: readonly Message[]): ReadonlySet<string> {
  const live = new Set(path.filter(isLive).map(({ id }) => id));
  const waiting = path.filter(({ role, parentId }) => role === 'user' && live.has(parentId ?? ''));
  return waiting.length === 0 ? nothing : new Set(waiting.map(({ id }) => id));
}

/** The answer that can be written on: it was cut off, has text, and nothing that has begun follows it. */
export function continuableAnswer(path: readonly Message[]): string | null {
  const hasBegun = ({ role, status, run }: Message): boolean =>
    role === 'assistant' && (status !== 'queued' || run > 1);
  const answer = path.findLast(hasBegun);
  if (!answer || isLive(answer)) return null;
  const isCut = answer.status !== 'complete' || answer.finishReason === 'length';
  return isCut && textOf(answer) !== '' && !asksForTool(answer) ? answer.id : null;
}

/** Where each part of an answer went on after it was cut off, in UTF-16 units of that part. */
export function seamsOfParts({ parts, seams }: Pick<Message, 'parts' | 'seams'>): number[][] {
  let start = 0;
  return parts.map((part) => {
    if (part.type !== 'text') return [];
    const from = start;
    start += part.text.length;
    return seams.filter((seam) => seam > from && seam <= start).map((seam) => seam - from);
  });
}

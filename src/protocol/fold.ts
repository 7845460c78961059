import type { Conversation, ConversationSnapshot } from './conversations.ts';
import type { Event, EventOf, PieceType } from './events.ts';
import { isLive, type Message } from './messages.ts';
import { parseOffset } from './offset.ts';
import { addPiece, piecesOf } from './parts.ts';

/**
 * A conversation as it stands at `seq`. Never changed in place: each event makes a new one that shares what stayed.
 * `messages` holds those that are known; the path that is shown leads from `conversation.leafId` up its parents.
 */
export interface ConversationState {
  readonly conversation: Conversation;
  readonly messages: Readonly<Record<string, Message>>;
  /** The ids of all children of each known parent (`''`: of none), in the order of their making. */
  readonly children: Readonly<Record<string, readonly string[]>>;
  /** Whether the shown path has older messages that are not known here. */
  readonly more: boolean;
  readonly deleted: boolean;
  readonly seq: number;
}

export function stateOf(snapshot: ConversationSnapshot): ConversationState {
  const { conversation, children, more, offset } = snapshot;
  const messages = Object.fromEntries(snapshot.messages.map((message) => [message.id, message]));
  return { conversation, messages, children, more, deleted: false, seq: parseOffset(offset)?.seq ?? 0 };
}

/** The messages from the first that is known to the leaf. */
export function shownPath(state: ConversationState): Message[] {
  const path: Message[] = [];
  for (let id = state.conversation.leafId; id !== null;) {
    const message: Message | undefined = state.messages[id];
    if (!message) break;
    path.push(message);
    id = message.parentId;
  }
  return path.reverse();
}

/**
 * The one fold: the server recovers with it, the page draws with it, the command line prints with it.
 * What is not newer than the state is ignored: that, not the transport, is what prevents doubles.
 */
export function applyEvent(state: ConversationState, event: Event): ConversationState {
  if (event.seq <= state.seq) return state;
  if (!('conversationId' in event) || event.conversationId !== state.conversation.id) return state;
  return { ...change(state, event), seq: event.seq };
}

export function applyEvents(state: ConversationState, events: readonly Event[]): ConversationState {
  return joinedEvents(events, state.seq).reduce(applyEvent, state);
}

/**
 * With the pieces of one text as one event, as far as they are newer than `seq`: a new state costs as much as there are
 * messages, so a page makes one for what comes in a frame, not one for each piece.
 */
export function joinedEvents(events: readonly Event[], seq: number): Event[] {
  const newer: Event[] = [];
  for (const event of events) {
    if (event.seq <= seq) continue;
    seq = event.seq;
    const last = newer.at(-1);
    const next = last && joinedPiece(last, event);
    if (next) newer[newer.length - 1] = next;
    else newer.push(event);
  }
  return newer;
}

export type Piece = EventOf<PieceType>;

const pieceTypes: ReadonlySet<Event['type']> = new Set<PieceType>([
  'text-delta',
  'reasoning-delta',
  'tool-call-delta',
  'sources-added',
]);

export const isPiece = (event: Event): event is Piece => pieceTypes.has(event.type);

function joinedPiece(one: Event, next: Event): Piece | null {
  if (!isPiece(one) || !isPiece(next)) return null;
  if (next.answerId !== one.answerId || next.run !== one.run) return null;
  if (one.type === 'tool-call-delta' && next.type === 'tool-call-delta') return joinedCall(one, next);
  if (next.type !== one.type || !('text' in one && 'text' in next)) return null;
  return { ...next, text: one.text + next.text };
}

function joinedCall(one: EventOf<'tool-call-delta'>, next: EventOf<'tool-call-delta'>): Piece | null {
  if (next.index !== one.index) return null;
  return { ...next, ...one, seq: next.seq, arguments: one.arguments + next.arguments };
}

function change(state: ConversationState, event: Event): ConversationState {
  switch (event.type) {
    case 'conversation-added':
    case 'conversation-restored':
      return { ...state, conversation: event.conversation, deleted: false };
    case 'conversation-changed':
      return { ...state, conversation: { ...state.conversation, ...event.change } };
    case 'conversation-deleted':
      return { ...state, deleted: true };
    case 'message-added':
      return addMessage(state, event);
    case 'message-withdrawn':
      return withdrawMessage(state, event);
    case 'message-changed':
      return changeMessage(state, event);
    case 'answer-started':
    case 'answer-continued':
    case 'answer-waiting':
    case 'answer-context':
    case 'text-delta':
    case 'reasoning-delta':
    case 'tool-call-delta':
    case 'sources-added':
    case 'answer-end':
      return changeAnswer(state, event);
    default:
      // Also what this version does not know: a page may be older than its server.
      return state;
  }
}

function addMessage(state: ConversationState, event: EventOf<'message-added'>): ConversationState {
  const { message, seq } = event;
  if (state.messages[message.id]) return state;
  const parent = message.parentId ?? '';
  const siblings = state.children[parent] ?? [];
  return {
    ...state,
    conversation: withMessage(state.conversation, message, seq),
    messages: { ...state.messages, [message.id]: message },
    // A page of older messages that was read after this event names it already.
    children: siblings.includes(message.id)
      ? state.children
      : { ...state.children, [parent]: [...siblings, message.id] },
  };
}

/** The question and its answers go; questions that waited below its answers now follow what it followed. */
function withdrawMessage(state: ConversationState, event: EventOf<'message-withdrawn'>): ConversationState {
  const { messageId, answerIds, parentId } = event;
  const gone = new Set([messageId, ...answerIds]);
  const messages = Object.entries(state.messages)
    .filter(([id]) => !gone.has(id))
    .map(([id, message]): [string, Message] => [
      id,
      gone.has(message.parentId ?? '') ? { ...message, parentId } : message,
    ]);
  const children = Object.entries(state.children).filter(([id]) => !gone.has(id));
  return {
    ...state,
    conversation: withRunning(state.conversation, -answerIds.length),
    messages: Object.fromEntries(messages),
    children: { ...Object.fromEntries(children), [parentId ?? '']: event.children },
  };
}

function changeMessage(state: ConversationState, event: EventOf<'message-changed'>): ConversationState {
  const message = state.messages[event.messageId];
  if (!message) return state;
  return { ...state, messages: { ...state.messages, [message.id]: { ...message, ...event.change } } };
}

type AnswerEvent = EventOf<
  'answer-started' | 'answer-continued' | 'answer-waiting' | 'answer-context' | PieceType | 'answer-end'
>;

function changeAnswer(state: ConversationState, event: AnswerEvent): ConversationState {
  const answer = state.messages[event.answerId];
  const conversation = withRunning(state.conversation, runningChange(event));
  if (!answer) return { ...state, conversation };
  const changed = applyToAnswer(answer, event);
  if (changed === answer) return state;
  return { ...state, conversation, messages: { ...state.messages, [answer.id]: changed } };
}

/** One answer with one event more. An answer that has ended, or another run of it, is left as it is. */
export function applyToAnswer(answer: Message, event: AnswerEvent): Message {
  if (event.type === 'answer-continued') return continued(answer, event);
  if (event.run !== answer.run || !isLive(answer)) return answer;
  switch (event.type) {
    case 'answer-started':
      return { ...answer, status: 'running' };
    case 'answer-waiting':
      return { ...answer, waiting: event.waiting };
    case 'answer-context':
      return withContext(answer, event);
    case 'answer-end': {
      const { status, finishReason, usage, timings, error, adjusted, setAside } = event;
      const ended = { ...asked(answer), status, finishReason, usage, timings, error };
      return { ...ended, ...(adjusted ? { adjusted } : {}), ...(setAside ? { setAside } : {}) };
    }
    default:
      return withPiece(asked(answer), event);
  }
}

function continued(answer: Message, event: EventOf<'answer-continued'>): Message {
  if (event.run <= answer.run || isLive(answer)) return answer;
  const { run, status, seam } = event;
  return { ...answer, run, status, seams: [...answer.seams, seam], finishReason: null, error: null };
}

function withContext(answer: Message, event: EventOf<'answer-context'>): Message {
  const { contextFrom, summarising } = event;
  const { summarising: _, ...rest } = answer;
  return { ...rest, ...(contextFrom ? { contextFrom } : {}), ...(summarising ? { summarising } : {}) };
}

/** The model was asked, and nothing is waited for any more. */
function asked(answer: Message): Message {
  if (!answer.waiting && !answer.summarising) return answer;
  const { waiting: _waiting, summarising: _summarising, ...rest } = answer;
  return rest;
}

function withPiece(answer: Message, event: Piece): Message {
  const parts = [...answer.parts];
  for (const piece of piecesOf(event)) addPiece(parts, piece);
  return { ...answer, parts };
}

function withMessage(conversation: Conversation, message: Message, seq: number): Conversation {
  return {
    ...conversation,
    running: conversation.running + (message.role === 'assistant' && isLive(message) ? 1 : 0),
    activitySeq: seq,
    updatedAt: message.createdAt,
  };
}

/** By how many an event changes what is being written or waits for its turn. */
function runningChange({ type }: Pick<Event, 'type'>): number {
  if (type === 'answer-continued') return 1;
  return type === 'answer-end' ? -1 : 0;
}

function withRunning(conversation: Conversation, change: number): Conversation {
  if (change === 0) return conversation;
  return { ...conversation, running: Math.max(0, conversation.running + change) };
}

/** The list of conversations as it stands at `seq`, the last used first. */
export interface ListState {
  readonly conversations: readonly Conversation[];
  readonly seq: number;
}

export function applyToList(list: ListState, event: Event): ListState {
  if (event.seq <= list.seq) return list;
  return { conversations: changeList(list.conversations, event), seq: event.seq };
}

function changeList(list: readonly Conversation[], event: Event): readonly Conversation[] {
  switch (event.type) {
    case 'conversation-added':
    case 'conversation-restored':
      return inOrder([...list.filter(({ id }) => id !== event.conversationId), event.conversation]);
    case 'conversation-deleted':
      return list.filter(({ id }) => id !== event.conversationId);
    case 'conversation-changed':
      return replace(list, event.conversationId, (conversation) => ({ ...conversation, ...event.change }));
    case 'message-added':
      return inOrder(
        replace(list, event.conversationId, (conversation) =>
          withMessage(conversation, event.message, event.seq),
        ),
      );
    case 'message-withdrawn':
      return replace(list, event.conversationId, (conversation) =>
        withRunning(conversation, -event.answerIds.length),
      );
    case 'answer-continued':
    case 'answer-end':
      return replace(list, event.conversationId, (conversation) =>
        withRunning(conversation, runningChange(event)),
      );
    default:
      return list;
  }
}

function replace(
  list: readonly Conversation[],
  id: string,
  change: (conversation: Conversation) => Conversation,
): readonly Conversation[] {
  return list.map((conversation) => (conversation.id === id ? change(conversation) : conversation));
}

function inOrder(list: readonly Conversation[]): readonly Conversation[] {
  return list.toSorted((a, b) => b.activitySeq - a.activitySeq);
}

import * as z from 'zod/mini';
import { Adjustment } from './adjustment.ts';
import { Conversation } from './conversations.ts';
import { AnswerError } from './errors.ts';
import { Id } from './ids.ts';
import { Message, Source, Timings, Usage, Waiting } from './messages.ts';
import { Settings } from './settings.ts';

const ConversationChange = z.partial(
  z.pick(Conversation, {
    title: true,
    titleSource: true,
    model: true,
    systemPrompt: true,
    options: true,
    leafId: true,
    draft: true,
  }),
);
export type ConversationChange = z.infer<typeof ConversationChange>;

const MessageChange = z.partial(z.pick(Message, { setAside: true, summary: true }));
export type MessageChange = z.infer<typeof MessageChange>;

const of = { conversationId: Id };
const ofRun = { conversationId: Id, answerId: Id, run: z.number() };

/**
 * What can happen. `answer-end` comes exactly once a run and last, whatever went wrong before it; `answer-continued`
 * begins a further run. Any other event of a run that is not the answer's present one is ignored.
 */
export const EventBody = z.discriminatedUnion('type', [
  z.object({ type: z.literal('conversation-added'), ...of, conversation: Conversation }),
  z.object({ type: z.literal('conversation-changed'), ...of, change: ConversationChange }),
  z.object({ type: z.literal('conversation-deleted'), ...of }),
  z.object({ type: z.literal('conversation-restored'), ...of, conversation: Conversation }),
  z.object({ type: z.literal('message-added'), ...of, message: Message }),
  z.object({
    type: z.literal('message-withdrawn'),
    ...of,
    /** The question, which goes with its answers, none of which had begun. */
    messageId: Id,
    answerIds: z.array(Id),
    /** What the question followed. Questions that waited below move up to it: these are its children now. */
    parentId: z.nullable(Id),
    children: z.array(Id),
  }),
  z.object({ type: z.literal('message-changed'), ...of, messageId: Id, change: MessageChange }),
  z.object({ type: z.literal('answer-started'), ...ofRun }),
  z.object({
    type: z.literal('answer-continued'),
    ...ofRun,
    /** Where the new run begins, in UTF-16 units of the answer's text. */
    seam: z.number(),
    status: z.enum(['queued', 'running']),
  }),
  /** The server waits before it asks the model (again), until the next piece or the end. */
  z.object({ type: z.literal('answer-waiting'), ...ofRun, waiting: Waiting }),
  /** Where what the model is given begins, or that what is to be left out is being summarised before that is known. */
  z.object({
    type: z.literal('answer-context'),
    ...ofRun,
    contextFrom: z.optional(Id),
    summarising: z.optional(z.boolean()),
  }),
  z.object({ type: z.literal('text-delta'), ...ofRun, text: z.string() }),
  z.object({ type: z.literal('reasoning-delta'), ...ofRun, text: z.string() }),
  z.object({
    type: z.literal('tool-call-delta'),
    ...ofRun,
    /** Which of the answer's tool calls, from 0. */
    index: z.number(),
    id: z.optional(z.string()),
    name: z.optional(z.string()),
    /** More of them. */
    arguments: z.string(),
  }),
  z.object({ type: z.literal('sources-added'), ...ofRun, sources: z.array(Source) }),
  z.object({
    type: z.literal('answer-end'),
    ...ofRun,
    status: z.enum(['complete', 'stopped', 'interrupted', 'failed']),
    finishReason: z.nullable(z.string()),
    usage: z.nullable(Usage),
    timings: z.nullable(Timings),
    error: z.nullable(AnswerError),
    /** How this run was asked for otherwise than it was wanted. */
    adjusted: z.optional(z.array(Adjustment)),
    /** Whether it is set aside, with its question. */
    setAside: z.optional(z.boolean()),
  }),
  z.object({ type: z.literal('settings-changed'), settings: Settings }),
  z.object({ type: z.literal('models-changed') }),
]);
export type EventBody = z.infer<typeof EventBody>;

/** An event as it is committed and read: with its place in the order of commits. */
export type Event = EventBody & { seq: number };

export type EventOf<Type extends EventBody['type']> = Extract<Event, { type: Type }>;

/** More of an answer. */
export type PieceType = 'text-delta' | 'reasoning-delta' | 'tool-call-delta' | 'sources-added';

/** The paths of the two streams (Durable Streams, JSON mode; read with `offset` and `live`). */
export const personStreamPath = '/api/stream';
export const conversationStreamPath = (conversationId: string): string =>
  `/api/conversations/${conversationId}/stream`;

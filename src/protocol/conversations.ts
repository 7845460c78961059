import * as z from 'zod/mini';
import { AnswerOptions } from './answer-options.ts';
import { endpoint } from './endpoint.ts';
import { Id } from './ids.ts';
import { draftText, Message, modelName } from './messages.ts';

/** Who gave the title: nobody yet, the question's first words, the model, or a person (whose word is last). */
export const TitleSource = z.enum(['none', 'first-words', 'model', 'person']);
export type TitleSource = z.infer<typeof TitleSource>;

export const Conversation = z.object({
  id: Id,
  title: z.string(),
  titleSource: TitleSource,
  /** The model chosen for this conversation as `provider/model`; null: the person's default. */
  model: z.nullable(z.string()),
  systemPrompt: z.nullable(z.string()),
  /** How answers are wanted here, where the question does not say. */
  options: AnswerOptions,
  /** The last message of the path that is shown. */
  leafId: z.nullable(Id),
  draft: z.string(),
  /** Answers that are being written or wait for their turn. */
  running: z.number(),
  /** The seq of the last message: the order of the list. */
  activitySeq: z.number(),
  createdAt: z.number(),
  updatedAt: z.number(),
});
export type Conversation = z.infer<typeof Conversation>;

const title = z.string().check(z.maxLength(200));
const systemPrompt = z.nullable(z.string().check(z.maxLength(64 * 1024)));

/** Query parameters arrive as text. */
const limit = z.optional(z.coerce.number().check(z.int(), z.gte(1), z.lte(200)));

export const ConversationPage = z.object({
  conversations: z.array(Conversation),
  /** Where the next page begins; null at the end. */
  nextCursor: z.nullable(z.string()),
  /** The offset at which this page is true. */
  offset: z.string(),
});
export type ConversationPage = z.infer<typeof ConversationPage>;

export const listConversations = endpoint('GET', '/api/conversations', {
  summary: 'The conversations, the last used first.',
  query: z.object({ cursor: z.optional(z.string()), limit }),
  reply: ConversationPage,
});

export const createConversation = endpoint('POST', '/api/conversations', {
  summary: 'Create a conversation. The same id again gets the same reply.',
  body: z.strictObject({
    id: z.optional(Id),
    title: z.optional(title),
    model: z.optional(z.nullable(modelName)),
    systemPrompt: z.optional(systemPrompt),
    options: z.optional(AnswerOptions),
  }),
  reply: z.object({ conversation: Conversation }),
  status: 201,
});

export const ConversationSnapshot = z.object({
  conversation: Conversation,
  /** The last messages of the shown path, the oldest first. */
  messages: z.array(Message),
  /** For the parent of each of these messages (`''`: none), the ids of all its children in the order of their making. */
  children: z.record(z.string(), z.array(Id)),
  /** Whether older messages of the path were left out; ask with `before`. */
  more: z.boolean(),
  /** The offset at which all of this is true. */
  offset: z.string(),
});
export type ConversationSnapshot = z.infer<typeof ConversationSnapshot>;

export const getConversation = endpoint('GET', '/api/conversations/:conversationId', {
  summary:
    'A conversation with the last messages of the path that is shown, and the offset at which they are true.',
  query: z.object({ before: z.optional(Id), limit }),
  reply: ConversationSnapshot,
});

/** The longest words that can be looked for, in UTF-16 units. */
export const maxFindLength = 200;

export const ConversationOutline = z.object({
  /** Every message, other branches too, in the order of their making: of more than 20,000 the newest. */
  messages: z.array(
    z.object({
      id: Id,
      parentId: z.nullable(Id),
      role: z.enum(['user', 'assistant']),
      /** The first words of its text, at most 120 UTF-16 units on one line; of an answer that is just beginning maybe none. */
      words: z.string(),
    }),
  ),
});
export type ConversationOutline = z.infer<typeof ConversationOutline>;

export const getOutline = endpoint('GET', '/api/conversations/:conversationId/outline', {
  summary: 'What a conversation is made of: its messages with their parents and first words.',
  reply: ConversationOutline,
});

export const Finds = z.object({
  /** The messages of the shown path that have the words, the oldest first, each with how often. */
  found: z.array(z.object({ messageId: Id, count: z.number() })),
});
export type Finds = z.infer<typeof Finds>;

export const findInConversation = endpoint('GET', '/api/conversations/:conversationId/find', {
  summary:
    'Where words stand in the shown path: in questions and answers (not in thinking), whatever their case, marks of Markdown set aside.',
  query: z.object({ words: z.string().check(z.minLength(1), z.maxLength(maxFindLength)) }),
  reply: Finds,
});

export const changeConversation = endpoint('PATCH', '/api/conversations/:conversationId', {
  summary:
    'Rename, choose a model, a branch (any message of it), a system prompt, how answers are wanted; keep a draft.',
  body: z.strictObject({
    title: z.optional(title),
    model: z.optional(z.nullable(modelName)),
    systemPrompt: z.optional(systemPrompt),
    options: z.optional(AnswerOptions),
    leafId: z.optional(Id),
    draft: z.optional(draftText),
  }),
  reply: z.object({ conversation: Conversation }),
});

export const deleteConversation = endpoint('DELETE', '/api/conversations/:conversationId', {
  summary: 'Delete a conversation and stop what runs in it. It can be restored for an hour.',
});

export const restoreConversation = endpoint('POST', '/api/conversations/:conversationId/restore', {
  summary: 'Undo a delete.',
  reply: z.object({ conversation: Conversation }),
});

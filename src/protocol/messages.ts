import * as z from 'zod/mini';
import { Adjustment } from './adjustment.ts';
import { AnswerOptions } from './answer-options.ts';
import { Cost } from './cost.ts';
import { endpoint } from './endpoint.ts';
import { AnswerError } from './errors.ts';
import { Id } from './ids.ts';

export const AnswerStatus = z.enum(['queued', 'running', 'complete', 'stopped', 'interrupted', 'failed']);
export type AnswerStatus = z.infer<typeof AnswerStatus>;

/** A page that a search of the provider's found. Marks in the text name it by its number: `[1]`. */
export const Source = z.object({
  index: z.number(),
  title: z.string(),
  /** `http` or `https`; as hostile as all that a model says. */
  url: z.string(),
  /** The name of the site, where the provider tells it. */
  site: z.optional(z.string()),
});
export type Source = z.infer<typeof Source>;

/** A wish of the model that a tool be run. `arguments` is the model's own text: JSON, if it keeps to what it was asked. */
export const ToolCall = z.object({
  /** Counts the calls of an answer, from 0. */
  index: z.number(),
  id: z.string(),
  name: z.string(),
  arguments: z.string(),
});
export type ToolCall = z.infer<typeof ToolCall>;

/** What a message is made of, in order, sources last. How pieces become parts says `addPiece`. */
export const Part = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('reasoning'), text: z.string() }),
  z.object({ type: z.literal('tool-call'), ...ToolCall.shape }),
  z.object({ type: z.literal('source'), ...Source.shape }),
]);
export type Part = z.infer<typeof Part>;
export type PartOf<Type extends Part['type']> = Extract<Part, { type: Type }>;

/** Tokens as the provider counted them, of all runs together; reasoning is within `completionTokens`, cached within `promptTokens`. */
export const Usage = z.object({
  promptTokens: z.number(),
  completionTokens: z.number(),
  totalTokens: z.optional(z.number()),
  reasoningTokens: z.optional(z.number()),
  cachedTokens: z.optional(z.number()),
  /** Of `promptTokens` what the provider has kept for the next request, since it was told to. */
  keptTokens: z.optional(z.number()),
  /** Searches of the web, where the provider counts them. */
  searches: z.optional(z.number()),
  /** By the prices that were known then; absent where none was. */
  cost: z.optional(Cost),
});
export type Usage = z.infer<typeof Usage>;

/** In milliseconds: the first two from the start of the first run, the total of all runs. */
export const Timings = z.object({
  firstTokenMs: z.optional(z.number()),
  reasoningMs: z.optional(z.number()),
  totalMs: z.number(),
});
export type Timings = z.infer<typeof Timings>;

/** The server waits before it asks the model, or asks it again: whatever keeps it from answering may pass. */
export const Waiting = z.object({
  /** Unix time in milliseconds at which it asks; null while earlier answers of the same model are to be asked for first. */
  untilMs: z.nullable(z.number()),
  /** How often it has asked so far. */
  attempt: z.number(),
  error: AnswerError,
});
export type Waiting = z.infer<typeof Waiting>;

/** A question (`user`) or an answer (`assistant`). What is asked is complete at once; an answer goes through its states. */
export const Message = z.object({
  id: Id,
  conversationId: Id,
  parentId: z.nullable(Id),
  role: z.enum(['user', 'assistant']),
  parts: z.array(Part),
  /** The model that writes the answer, as `provider/model`; null on a question. */
  model: z.nullable(z.string()),
  status: AnswerStatus,
  /** Which writing of the answer this is: 1, then one more with each continuation. */
  run: z.number(),
  /** Where each continuation begins, in UTF-16 units of the answer's text (`textOf`). */
  seams: z.array(z.number()),
  finishReason: z.nullable(z.string()),
  usage: z.nullable(Usage),
  timings: z.nullable(Timings),
  error: z.nullable(AnswerError),
  /** While the server waits before it asks the model. */
  waiting: z.optional(Waiting),
  /** How the answer was wanted; null on a question. */
  options: z.nullable(AnswerOptions),
  /** How the answer was asked for otherwise than that, since its model refused it so; absent where it was not. */
  adjusted: z.optional(z.array(Adjustment)),
  /** The first message of its path that the model was given for this answer; absent: none was left out. */
  contextFrom: z.optional(Id),
  /** While what is to be left out is being summarised, before the model is asked. */
  summarising: z.optional(z.boolean()),
  /** Whether the model is not given this answer and its question any more, since a content filter refused them; `false`: taken back in. */
  setAside: z.optional(z.boolean()),
  /** What stands above this message in short, given to the model where its context begins here; empty: nothing. */
  summary: z.optional(z.string()),
  /** Unix time in milliseconds, for display only. */
  createdAt: z.number(),
});
export type Message = z.infer<typeof Message>;

/** Whether an answer is being written or waits for its turn. */
export function isLive({ status }: Pick<Message, 'status'>): boolean {
  return status === 'queued' || status === 'running';
}

/** What a message says, without what was thought on the way. */
export function textOf({ parts }: Pick<Message, 'parts'>): string {
  return parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('');
}

/** All text of one kind, without half a character at its end: the other half comes with the next delta. */
export function wholePart(
  { parts, status }: Pick<Message, 'parts' | 'status'>,
  type: 'text' | 'reasoning',
): string {
  const text = parts.map((part) => (part.type === type ? part.text : '')).join('');
  return isLive({ status }) && /[\uD800-\uDBFF]$/.test(text) ? text.slice(0, -1) : text;
}

/** The pages that an answer rests on, by their numbers. */
export function sourcesOf({ parts }: Pick<Message, 'parts'>): PartOf<'source'>[] {
  return parts.filter((part) => part.type === 'source').toSorted((one, other) => one.index - other.index);
}

/** Whether the model wants a tool run: then it has not come to its end, and cannot go on by itself. */
export function asksForTool({ parts }: Pick<Message, 'parts'>): boolean {
  return parts.some(({ type }) => type === 'tool-call');
}

/** The longest question, in UTF-8 bytes. */
export const maxQuestionBytes = 256 * 1024;

const questionText = z.string().check(
  z.refine((text) => text.trim() !== '', 'must not be empty'),
  z.refine((text) => new TextEncoder().encode(text).length <= maxQuestionBytes, 'must not be over 256 KiB'),
);

export const draftText = z.string().check(z.maxLength(maxQuestionBytes));

export const modelName = z.string().check(z.minLength(1), z.maxLength(512));

export const NewMessage = z.strictObject({
  id: Id,
  answerId: z.optional(Id),
  /** The answer that this question follows (if it is not over yet, the new one waits for it); null for the first of a conversation. */
  parentId: z.nullable(Id),
  text: questionText,
  model: z.optional(modelName),
  /** In place of those of the conversation; a conversation that comes about with this question keeps them. */
  options: z.optional(AnswerOptions),
  /** For a question that was not written in the composer: the unsent draft stays. Otherwise it goes in the same commit. */
  keepDraft: z.optional(z.boolean()),
});
export type NewMessage = z.infer<typeof NewMessage>;

export const Started = z.object({ message: Message, answer: Message });
export type Started = z.infer<typeof Started>;

export const sendMessage = endpoint('POST', '/api/conversations/:conversationId/messages', {
  summary: 'Ask: stores the question and starts its answer. The same id again gets the same reply.',
  body: NewMessage,
  reply: Started,
  status: 202,
});

export const withdrawMessage = endpoint('POST', '/api/messages/:messageId/withdraw', {
  summary:
    'Take back a question whose answer still waits for its turn; the reply holds its text. What waits below it moves up.',
  reply: z.object({ message: Message }),
});

import type { AnswerError } from '../../protocol/errors.ts';
import type { Source } from '../../protocol/messages.ts';

/** A piece of an answer, as it came. `index` counts the tool calls of this answer from 0, whatever the server numbered them. */
export type Delta =
  | { type: 'text' | 'reasoning'; text: string }
  | { type: 'tool-call'; index: number; id?: string; name?: string; arguments: string }
  | { type: 'sources'; sources: Source[] };

export interface ToolCall {
  id: string;
  name: string;
  /** JSON as the model wrote it: whole only when the answer is. */
  arguments: string;
}

export interface Usage {
  promptTokens: number;
  completionTokens: number;
  totalTokens?: number;
  reasoningTokens?: number;
  cachedTokens?: number;
  searches?: number;
}

/** What was spoken, where a model was asked to speak: its words, and how much sound came with them. */
export interface Speech {
  transcript: string;
  bytes: number;
}

/** What is known of an answer besides its deltas, however it ended. */
export interface AnswerFacts {
  usage: Usage | null;
  toolCalls: ToolCall[];
  requestId: string | null;
  speech: Speech | null;
}

/** `complete`: a finish reason was seen and no error. Everything else that the upstream does is `failed`, with what arrived kept. */
export type ChatEnd =
  | ({ outcome: 'complete'; finishReason: string } & AnswerFacts)
  | ({ outcome: 'failed'; error: AnswerError; finishReason: string | null } & AnswerFacts)
  | { outcome: 'aborted'; usage: Usage | null };

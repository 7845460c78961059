import { type Message, textOf } from '../../protocol/messages.ts';
import type { ChatEnd } from '../providers/chat.ts';
import type { ChatRequest } from '../providers/request.ts';
import type { Measured } from './measure.ts';

/** A summary that could not be had: its answer ends as the request for it did. */
export class SummaryFailed extends Error {
  readonly end: ChatEnd;

  constructor(end: ChatEnd) {
    super('the summary could not be had');
    this.name = 'SummaryFailed';
    this.end = end;
  }
}

/** A model that reads little is given a long past in so many pieces at most; what is older is left out of the summary. */
const mostPieces = 8;
/** Of the room of a prompt: the rest is for what was said of the pieces before, and for what is to be done. */
const shareOfPiece = 0.75;
const mostSummaryTokens = 1024;

/** How many tokens a summary may have where a prompt has this much room. */
export const summaryRoom = (room: number): number => Math.min(mostSummaryTokens, Math.floor(room / 8));

interface Past {
  measured: Measured;
  /** Of the path: where what is to be summarised begins, and where it ends. */
  from: number;
  to: number;
  /** How many tokens a prompt may have. */
  room: number;
}

/** Asks the model for a few words that can stand for a part of the conversation. Throws `SummaryFailed`. */
export async function summarise(past: Past, ask: (request: string) => Promise<string>): Promise<string> {
  const { path } = past.measured.material;
  let summary = path[past.from]?.summary ?? '';
  for (const piece of piecesOf(past)) summary = await ask(transcript(summary, piece, past));
  return summary;
}

/** Runs of messages that fit into a prompt each. */
function piecesOf({ measured, from, to, room }: Past): Message[][] {
  const pieces: Message[][] = [];
  let tokens = Infinity;
  for (let index = from; index < to; index++) {
    const size = measured.messages[index]!;
    if (size === 0) continue;
    if (tokens + size > room * shareOfPiece) {
      pieces.push([]);
      tokens = 0;
    }
    pieces.at(-1)!.push(measured.material.path[index]!);
    tokens += size;
  }
  return pieces.slice(-mostPieces);
}

/** One message longer than a prompt may be is cut: its beginning says most. */
function transcript(summary: string, messages: readonly Message[], { measured, room }: Past): string {
  const mostUnits = Math.floor((room * shareOfPiece) / measured.factor);
  const lines = messages.map((message) => {
    const text = textOf(message).slice(0, mostUnits).toWellFormed();
    return `${message.role === 'user' ? 'User' : 'Assistant'}: ${text}`;
  });
  return [...(summary === '' ? [] : [`Summary so far: ${summary}`]), ...lines].join('\n\n');
}

const instruction =
  'Below is the earlier part of a conversation between a user and an assistant. Write down what the assistant has to know of it to go on: what the user wants, facts, names, numbers, decisions, what is still open. In the language of the conversation, as short as can be, at most 300 words (500 Chinese characters). Reply with the summary alone.';

/** Thinking off, and bounded: it can never cost much. */
export function summaryRequest(model: string, conversation: string, room: number): ChatRequest {
  return {
    model,
    stream: true,
    thinking: 'off',
    maxTokens: summaryRoom(room),
    messages: [
      { role: 'system', content: instruction },
      { role: 'user', content: conversation },
    ],
  };
}

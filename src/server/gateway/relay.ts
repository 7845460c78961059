import * as z from 'zod/mini';
import { Id } from '../../protocol/ids.ts';
import { isLive, type Message, textOf } from '../../protocol/messages.ts';
import { type Language, sentence } from '../sentences.ts';
import { sendableLength, splitMarks, type TextEvent } from './event-text.ts';
import type { EventWriter } from './event-writer.ts';

/** A place in an answer as an event's id: `answerId:n`, where `n` counts the text sent so far in UTF-16 units. */
export interface Place {
  answerId: string;
  sent: number;
}

/** Not even [START] was sent. */
export const beforeStart = -1;

export function parsePlace(eventId: string): Place | null {
  const [answerId, sent = '', ...rest] = eventId.split(':');
  if (rest.length > 0 || !/^(-1|\d{1,9})$/.test(sent) || !z.safeParse(Id, answerId).success) return null;
  return { answerId: answerId!, sent: Number(sent) };
}

/** The end is one further than the text is long, so that whoever misses only the end still gets it. */
export const afterEnd = (answerId: string, length: number): string => `${answerId}:${length + 1}`;

/** Sends an answer from a place on, piece by piece as it grows, and then its end. */
export async function relayAnswer(
  events: EventWriter,
  states: AsyncIterable<Message>,
  { place, language }: { place: Place; language: Language },
): Promise<void> {
  if (place.sent === beforeStart) events.write([{ id: `${place.answerId}:0`, data: '[START]' }]);
  let sent = Math.max(0, place.sent);
  for await (const answer of states) {
    const text = textOf(answer);
    const live = isLive(answer);
    const upTo = Math.max(sent, live ? sendableLength(text) : text.length);
    const pieces = piecesOf(answer.id, text.slice(sent, upTo), sent);
    events.write(live ? pieces : [...pieces, endOf(answer, text.length, language)]);
    sent = upTo;
    await events.drained();
  }
}

function piecesOf(answerId: string, text: string, from: number): TextEvent[] {
  let sent = from;
  return splitMarks(text)
    .filter((data) => data !== '')
    .map((data) => ({ id: `${answerId}:${(sent += data.length)}`, data }));
}

function endOf({ id, status, error }: Message, length: number, language: Language): TextEvent {
  const end = { id: afterEnd(id, length) };
  if (status === 'failed')
    return { ...end, event: 'error', data: sentence(error?.code ?? 'internal', language) };
  if (status === 'interrupted') return { ...end, event: 'error', data: sentence('interrupted', language) };
  return { ...end, data: '[DONE]' };
}

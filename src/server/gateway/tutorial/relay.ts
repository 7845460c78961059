import * as z from 'zod/mini';
import { Id } from '../../../protocol/ids.ts';
import { isLive, type Message, textOf } from '../../../protocol/messages.ts';
import { type Language, sentence } from '../../sentences.ts';
import { sendableLength, splitMarks, type TextEvent } from './event-text.ts';
import type { EventWriter } from './event-writer.ts';

/**
 * A place in an answer as an event's id: `answerId:n`, where `n` counts the text sent so far in UTF-16 units, and each end
 * that was before it as one more: an answer that was cut off may go on, and whoever has its end lacks none of what follows.
 */
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

/** Whether there is anything after a place: more text, or the end itself. */
export const hasMore = (answer: Message, { sent }: Place): boolean => isLive(answer) || sent < endOf(answer);

/** How much of the text whoever is at a place has. */
function textBefore(sent: number, { seams }: Message): number {
  return sent - seams.filter((seam, endsBefore) => sent > seam + endsBefore).length;
}

/** The place behind so much of the text. */
const placeAfter = (length: number, { seams }: Message): number =>
  length + seams.filter((seam) => seam < length).length;

/** The end is one further than the text before it, so that whoever misses only the end still gets it. */
const endOf = (answer: Message): number => textOf(answer).length + answer.seams.length + 1;

/** Sends an answer from a place on, piece by piece as it grows, and then its end. */
export async function relayAnswer(
  events: EventWriter,
  states: AsyncIterable<Message>,
  { place, language }: { place: Place; language: Language },
): Promise<void> {
  if (place.sent === beforeStart) events.write([{ id: `${place.answerId}:0`, data: '[START]' }]);
  let from: number | undefined;
  for await (const answer of states) {
    from ??= Math.max(0, textBefore(place.sent, answer));
    const text = textOf(answer);
    const live = isLive(answer);
    const upTo = Math.max(from, live ? sendableLength(text) : text.length);
    const pieces = piecesOf(answer, { from, upTo });
    events.write(live ? pieces : [...pieces, endEventOf(answer, language)]);
    from = upTo;
    await events.drained();
  }
}

function piecesOf(answer: Message, { from, upTo }: { from: number; upTo: number }): TextEvent[] {
  let length = from;
  return splitMarks(textOf(answer).slice(from, upTo))
    .filter((data) => data !== '')
    .map((data) => ({ id: `${answer.id}:${placeAfter((length += data.length), answer)}`, data }));
}

function endEventOf(answer: Message, language: Language): TextEvent {
  const { status, error } = answer;
  const end = { id: `${answer.id}:${endOf(answer)}` };
  if (status === 'failed')
    return { ...end, event: 'error', data: sentence(error?.code ?? 'internal', language) };
  if (status === 'interrupted') return { ...end, event: 'error', data: sentence('interrupted', language) };
  return { ...end, data: '[DONE]' };
}

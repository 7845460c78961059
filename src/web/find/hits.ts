import type { Finds } from '../../protocol/conversations.ts';

export type Found = Finds['found'];

/** One of the places where the words stand: the how manieth in its message, from 0. */
export interface Hit {
  readonly messageId: string;
  readonly index: number;
}

export const totalOf = (found: Found): number => found.reduce((sum, { count }) => sum + count, 0);

/** Which of all it is, from 1; 0 if it is none of them. */
export function placeOf(found: Found, hit: Hit | null): number {
  let before = 0;
  for (const { messageId, count } of found) {
    if (messageId === hit?.messageId) return before + Math.min(hit.index, count - 1) + 1;
    before += count;
  }
  return 0;
}

/** The next or the previous one; after the last comes the first. */
export function stepFrom(found: Found, hit: Hit | null, step: 1 | -1): Hit | null {
  const total = totalOf(found);
  if (total === 0) return null;
  const place = placeOf(found, hit);
  return hitAt(found, ((place === 0 && step === -1 ? 0 : place - 1) + step + total) % total);
}

/** The hit at a place from 0. */
function hitAt(found: Found, place: number): Hit | null {
  for (const { messageId, count } of found) {
    if (place < count) return { messageId, index: place };
    place -= count;
  }
  return null;
}

/** Where a person begins who reads `readId`: there, or further down, or at the last before. `path` is what is loaded. */
export function firstHit(found: Found, path: readonly string[], readId: string | undefined): Hit | null {
  const places = new Map(path.map((id, index) => [id, index]));
  const read = places.get(readId ?? '') ?? 0;
  const below = found.find(({ messageId }) => (places.get(messageId) ?? -1) >= read);
  const messageId = (below ?? found.at(-1))?.messageId;
  return messageId === undefined ? null : { messageId, index: 0 };
}

/** With what the page really shows of a message. */
export function corrected(found: Found, messageId: string, count: number): Found {
  const before = found.find((one) => one.messageId === messageId)?.count;
  if (before === undefined || before === count) return found;
  return found
    .map((one) => (one.messageId === messageId ? { messageId, count } : one))
    .filter((one) => one.count > 0);
}

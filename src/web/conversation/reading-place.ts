import { isLive, type Message } from '../../protocol/messages.ts';
import { keepForTab, keptForTab } from '../kept-text.ts';
import type { TextPlace } from './text-place.ts';

/** Where somebody reads. */
export interface ReadingPlace {
  readonly messageId: string;
  /** How far the message has gone over the top edge of the view, in pixels. */
  readonly goneByPx: number;
  /** What of it stands first in the view; null where that is not known. */
  readonly text: TextPlace | null;
  /** The last message of the conversation then; null: what has come since does not matter, as for who follows a link. */
  readonly lastId: string | null;
}

/** Where a message is shown that is gone to, below the top of the view. */
export const arrivalPx = 12;

/** That of who follows a link to a message. */
export const placeOfMessage = (messageId: string): ReadingPlace => ({
  messageId,
  goneByPx: -arrivalPx,
  text: null,
  lastId: null,
});

const nameOf = (conversationId: string): string => `inkstone.place.${conversationId}`;

/** Keeps where a conversation is read, for this tab; null: at its end. */
export function keepPlace(conversationId: string, place: ReadingPlace | null): void {
  keepForTab(nameOf(conversationId), place ? JSON.stringify(place) : '');
}

export function keptPlace(conversationId: string): ReadingPlace | null {
  const kept = keptForTab(nameOf(conversationId));
  return kept === '' ? null : (JSON.parse(kept) as ReadingPlace);
}

/** Whether somebody goes on there. What was asked since, or is being answered, is what they open a conversation for. */
export function goesOnAt({ lastId }: ReadingPlace, path: readonly Message[]): boolean {
  const last = path.at(-1);
  return lastId === null || (last?.id === lastId && !isLive(last));
}

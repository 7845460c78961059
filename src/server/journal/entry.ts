import type { Event } from '../../protocol/events.ts';

/** One committed event, as it is kept for and given to whoever reads along. */
export interface Entry {
  seq: number;
  user: string;
  /** `null` for what concerns the person and no conversation. */
  conversationId: string | null;
  event: Event;
  /** The event as one line of JSON. */
  json: string;
}

/** Whose entries: all of a person, or those of one conversation of theirs. */
export interface Scope {
  user: string;
  conversationId?: string | undefined;
}

export function entryOf(user: string, event: Event, json: string): Entry {
  const conversationId = 'conversationId' in event ? event.conversationId : null;
  return { seq: event.seq, user, conversationId, event, json };
}

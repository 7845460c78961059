import type { Event } from '../../protocol/events.ts';
import { type BatchResult, type CommitItem, withSeq } from '../store/batch.ts';
import { type Entry, entryOf } from './entry.ts';
import type { Pending } from './queue.ts';

/** What the store is given. */
export function itemOf({ user, events, write }: Pending): CommitItem {
  return { user, events: events.map((event) => JSON.stringify(event)), ...(write ? { write } : {}) };
}

/** The committed events with their seqs, counted as the writer counted them: an item that failed has none. */
export function entriesOf(
  pending: readonly Pending[],
  items: readonly CommitItem[],
  result: BatchResult,
): Entry[] {
  const entries: Entry[] = [];
  let seq = result.firstSeq;
  pending.forEach(({ user, events }, index) => {
    const done = result.items[index]!;
    if (!done.ok) return;
    items[index]!.events.forEach((json, at) => {
      entries.push(entryOf(user, { ...events[at]!, seq } as Event, withSeq(json, seq++)));
    });
    for (const json of done.events) {
      const whole = withSeq(json, seq++);
      entries.push(entryOf(user, JSON.parse(whole) as Event, whole));
    }
  });
  return entries;
}

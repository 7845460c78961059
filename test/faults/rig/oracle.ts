import { isLive, type Message } from '../../../src/protocol/messages.ts';
import { type Finding, findIf } from './finding.ts';
import { grewFrom, saidIn } from './script.ts';

interface Evidence {
  /** All that the model server had to say. */
  sent: string;
  /** All that anybody was shown. */
  shown: string;
  /** What the server has of it now. */
  stored: Message;
}

/**
 * *Shown* is a beginning of *stored*, or something was lost; *stored* is a beginning of *sent*, or something is there twice, or in another
 * order; and the answer has come to one of its ends.
 */
export function judge({ sent, shown, stored }: Evidence): Finding[] {
  const kept = saidIn(stored);
  return [
    ...findIf(!grewFrom(shown, kept), 'loss', () => `shown ${difference(shown, kept)}`),
    ...findIf(!grewFrom(kept, sent), 'double', () => `stored ${difference(kept, sent)}`),
    ...findIf(isLive(stored), 'stuck', `${stored.id} is still ${stored.status}`),
  ];
}

/** The place where two texts part. */
export function difference(one: string, other: string): string {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  const around = (text: string): string => JSON.stringify(text.slice(Math.max(0, at - 20), at + 20));
  return `${around(one)} against ${around(other)} at ${at} of ${one.length} and ${other.length}`;
}

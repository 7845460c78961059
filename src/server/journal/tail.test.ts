import { describe, expect, it } from 'vitest';
import { entryOf, type Entry } from './entry.ts';
import { Tail, tailLimits } from './tail.ts';

const conversationId = '0196a000-0000-7000-8000-000000000001';

function entry(seq: number, user = 'local', text = 'x'): Entry {
  const event = { type: 'text-delta', seq, conversationId, answerId: conversationId, run: 1, text } as const;
  return entryOf(user, event, JSON.stringify(event));
}

const seqsOf = (read: ReturnType<Tail['read']>): number[] | 'gone' =>
  read === 'gone' ? read : read.entries.map(({ seq }) => seq);

describe('the tail', () => {
  it('gives what came after an offset, to its person only', () => {
    const tail = new Tail([], 10, 0);
    tail.append([entry(11), entry(12, 'other'), entry(13)], 0);
    expect(seqsOf(tail.read({ user: 'local' }, 11))).toEqual([13]);
    expect(seqsOf(tail.read({ user: 'other' }, 10))).toEqual([12]);
    expect(seqsOf(tail.read({ user: 'nobody' }, 12))).toEqual([]);
  });

  it('sends away who asks for what is no longer here, or not yet', () => {
    const tail = new Tail([], 10, 0);
    tail.append([entry(11)], 0);
    expect(tail.read({ user: 'local' }, 9)).toBe('gone');
    expect(tail.read({ user: 'local' }, 12)).toBe('gone');
    expect(seqsOf(tail.read({ user: 'local' }, 11))).toEqual([]);
  });

  it('forgets what is older than two minutes', () => {
    const tail = new Tail([], 0, 0);
    tail.append([entry(1)], 0);
    tail.append([entry(2)], tailLimits.ageMs);
    tail.append([entry(3)], tailLimits.ageMs + 1);
    expect(tail.read({ user: 'local' }, 0)).toBe('gone');
    expect(seqsOf(tail.read({ user: 'local' }, 1))).toEqual([2, 3]);
    tail.trim(3 * tailLimits.ageMs);
    expect(tail.read({ user: 'local' }, 2)).toBe('gone');
    expect(seqsOf(tail.read({ user: 'local' }, 3))).toEqual([]);
  });

  it('keeps a bounded amount of each person, whatever the others do', () => {
    const tail = new Tail([], 0, 0);
    tail.append([entry(1, 'quiet')], 0);
    const large = 'x'.repeat(1024);
    for (let seq = 2; seq < 10_000; seq++) tail.append([entry(seq, 'busy', large)], 0);
    const kept = tail.read({ user: 'busy' }, 9_999 - 2000);
    expect(kept).not.toBe('gone');
    expect(tail.read({ user: 'busy' }, 1000)).toBe('gone');
    expect(seqsOf(tail.read({ user: 'quiet' }, 0))).toEqual([1]);
  });

  it('knows after a restart how far back the journal goes', () => {
    const at = 0;
    const tail = new Tail(
      [
        {
          firstSeq: 5,
          seq: 6,
          at,
          entries: [
            ['local', entry(5).event],
            ['local', entry(6).event],
          ],
        },
      ],
      6,
      0,
    );
    expect(seqsOf(tail.read({ user: 'local' }, 4))).toEqual([5, 6]);
    expect(tail.read({ user: 'local' }, 3)).toBe('gone');
  });
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatOffset, parseOffset } from './offset.ts';

const seq = fc.nat(Number.MAX_SAFE_INTEGER);

it('reads back what it wrote', () => {
  fc.assert(
    fc.property(seq, (seq) => {
      expect(parseOffset(formatOffset({ epoch: 'k3x9', seq }))).toEqual({ epoch: 'k3x9', seq });
    }),
  );
});

it('sorts as text as the commits came', () => {
  const write = (seq: number) => formatOffset({ epoch: 'k3x9', seq });
  fc.assert(
    fc.property(seq, seq, (a, b) => {
      expect(write(a) < write(b)).toBe(a < b);
    }),
  );
});

it.each([
  '',
  '-1',
  'now',
  'k3x9-12',
  'k3x9',
  `K3X9-${'0'.repeat(16)}`,
  `k3x9-${'0'.repeat(16)}&`,
  `k3x9-${'0'.repeat(17)}`,
])('takes %j for none of ours', (offset) => expect(parseOffset(offset)).toBeNull());

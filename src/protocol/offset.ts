/**
 * A place in the order of commits: `epoch-seq`. The epoch is random and new with a new or restored store, so that an
 * offset from elsewhere is never taken for one of ours; seq is zero-padded, so that offsets of one epoch sort as text.
 * To a client of the stream an offset is opaque; only the fold looks inside.
 */
export interface Position {
  epoch: string;
  seq: number;
}

const seqDigits = 16;

export function formatOffset({ epoch, seq }: Position): string {
  return `${epoch}-${String(seq).padStart(seqDigits, '0')}`;
}

/** `null` for what is not one of our offsets. */
export function parseOffset(offset: string): Position | null {
  const match = /^([0-9a-z]{4,32})-(\d{16})$/.exec(offset);
  return match ? { epoch: match[1]!, seq: Number(match[2]) } : null;
}

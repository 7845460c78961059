export interface Timeouts {
  connectMs: number;
  /** From asking to the first byte of the answer. */
  firstByteMs: number;
  /** Between one read and the next; a server that is thinking quietly sends comments. */
  gapMs: number;
  /** After the finish reason, for the usage: an answer that is whole does not wait for a server that forgets to hang up. */
  trailerMs: number;
}

export const defaultTimeouts: Timeouts = {
  connectMs: 5_000,
  firstByteMs: 120_000,
  gapMs: 60_000,
  trailerMs: 10_000,
};

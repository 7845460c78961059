/** How much one answer may be. A server that sends more is broken or hostile. */
export interface Limits {
  /** One event, or one reply that is not a stream; in characters. */
  line: number;
  /** All text, thinking and tool arguments together; in bytes. */
  answer: number;
  /** What is kept of an error's body or a page that came instead of an answer; in characters. */
  errorBody: number;
}

export const defaultLimits: Limits = { line: 1024 * 1024, answer: 4 * 1024 * 1024, errorBody: 64 * 1024 };

import { type StreamParser, StringStream } from '@codemirror/streamparser';

/** A language: reads a line token by token, with a state that goes from the end of a line to the beginning of the next. */
export type Mode = StreamParser<unknown>;

/** Columns of a tab and of one level; modes ask for them to tell how far a line is indented. */
export const tabSize = 4;

/** The state before the first line. Tokens change it in place. */
export const firstState = (mode: Mode): unknown => mode.startState?.(tabSize) ?? {};

/** Another state to go on from: reading with it leaves the first as it was. */
export function copyState(mode: Mode, state: unknown): unknown {
  if (mode.copyState) return mode.copyState(state);
  const copy: Record<string, unknown> = { ...Object(state) };
  for (const [name, value] of Object.entries(copy)) if (Array.isArray(value)) copy[name] = value.slice();
  return copy;
}

/**
 * Some modes keep what they read last in variables that all their readers share. After this call those are always the same:
 * what is read from here to the end of the line depends on nothing but the state.
 */
export function forgetLast(mode: Mode): void {
  mode.token(new StringStream('a', tabSize, tabSize), firstState(mode));
}

/** Deeper than any code that somebody wrote. A state is copied with every line, and modes walk along what is open in it. */
const maxDepth = 1_000;

/** Modes keep what is open in arrays or in objects that name the one before. */
export function isTooDeep(state: unknown): boolean {
  return Object.values(Object(state)).some((value) =>
    Array.isArray(value) ? value.length > maxDepth : isLongChain(value),
  );
}

function isLongChain(first: unknown): boolean {
  let link = first;
  for (let length = 0; length <= maxDepth; length++) {
    if (typeof link !== 'object' || link === null) return false;
    link = 'prev' in link ? link.prev : 'next' in link ? link.next : null;
  }
  return true;
}

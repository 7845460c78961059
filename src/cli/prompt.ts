import { clearLine, createInterface, cursorTo, type Interface } from 'node:readline';

/** Where a chat's questions come from. */
export interface Prompt {
  /** What the person entered, however many lines; null when there is no more. */
  read(signal: AbortSignal): Promise<string | null>;
  /** Earlier questions, the oldest first, for the arrow keys. */
  remember(questions: readonly string[]): void;
  close(): void;
}

const mark = '› ';
const continuationMark = '  ';

interface TerminalInput extends NodeJS.ReadStream {
  isTTY: true;
}

export function openPrompt(
  input: NodeJS.ReadStream,
  output: NodeJS.WriteStream,
  onCleared: () => void,
): Prompt {
  return input.isTTY ? new TerminalPrompt(input as TerminalInput, output, onCleared) : new PipedPrompt(input);
}

/** A line that ends with a backslash goes on in the next. */
const continues = (line: string): boolean => line.endsWith('\\');
const withoutMark = (line: string): string => line.slice(0, -1);

/** Each line of what is piped in is a question. */
class PipedPrompt implements Prompt {
  readonly #interface: Interface;
  readonly #lines: AsyncIterator<string, undefined>;
  /** Asked for and not there yet when somebody stopped waiting: it is the next one's. */
  #next: Promise<IteratorResult<string, undefined>> | undefined;

  constructor(input: NodeJS.ReadStream) {
    this.#interface = createInterface({ input, terminal: false, crlfDelay: Infinity });
    this.#lines = this.#interface[Symbol.asyncIterator]();
  }

  async read(signal: AbortSignal): Promise<string | null> {
    const lines: string[] = [];
    for (;;) {
      this.#next ??= this.#lines.next();
      const { value, done } = await unlessAborted(this.#next, signal);
      if (!signal.aborted) this.#next = undefined;
      if (done) return lines.length > 0 ? lines.join('\n') : null;
      if (!continues(value)) return [...lines, value].join('\n');
      lines.push(withoutMark(value));
    }
  }

  remember(): void {}

  close(): void {
    this.#interface.close();
  }
}

async function unlessAborted<T>(
  wait: Promise<T>,
  signal: AbortSignal,
): Promise<T | { done: true; value: undefined }> {
  const { promise, resolve } = Promise.withResolvers<{ done: true; value: undefined }>();
  const onAbort = (): void => resolve({ done: true, value: undefined });
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([wait, promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** Terminals that know bracketed paste say where a paste begins and ends, so that its line breaks send nothing. */
const bracketedPaste = { on: '\x1b[?2004h', off: '\x1b[?2004l' };

/**
 * A person at a terminal. Between two questions the terminal is its own again, so that Ctrl-C is a signal and what is
 * typed meanwhile waits for the next prompt.
 */
class TerminalPrompt implements Prompt {
  readonly #input: TerminalInput;
  readonly #output: NodeJS.WriteStream;
  readonly #interface: Interface & { history: string[]; line: string };
  readonly #onCleared: () => void;
  /** Entered while nobody asked: more than one line at a time can be waiting in the terminal. */
  readonly #waiting: string[] = [];
  #lines: string[] = [];
  #isPasting = false;
  #isClosed = false;
  #answer: ((text: string | null) => void) | null = null;

  constructor(input: TerminalInput, output: NodeJS.WriteStream, onCleared: () => void) {
    this.#input = input;
    this.#output = output;
    this.#onCleared = onCleared;
    const settings = { input, output, terminal: true, historySize: 200, removeHistoryDuplicates: true };
    this.#interface = createInterface(settings) as Interface & { history: string[]; line: string };
    this.#interface.on('line', (line) => this.#take(line));
    this.#interface.on('SIGINT', () => this.#interrupt());
    this.#interface.on('close', () => this.#end());
    input.on('keypress', (_, key: { name?: string } | undefined) => this.#noticePaste(key?.name));
    this.#release();
  }

  remember(questions: readonly string[]): void {
    this.#interface.history.unshift(...questions.filter((text) => !text.includes('\n')).toReversed());
  }

  async read(signal: AbortSignal): Promise<string | null> {
    const waiting = this.#waiting.shift();
    if (waiting !== undefined) return waiting;
    if (this.#isClosed || signal.aborted) return null;
    const { promise, resolve } = Promise.withResolvers<string | null>();
    const onAbort = (): void => {
      // What is typed is kept, and shown again with the next prompt.
      cursorTo(this.#output, 0);
      clearLine(this.#output, 0);
      resolve(null);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    this.#answer = resolve;
    this.#hold();
    try {
      return await promise;
    } finally {
      this.#answer = null;
      signal.removeEventListener('abort', onAbort);
      this.#release();
    }
  }

  close(): void {
    this.#interface.close();
  }

  #hold(): void {
    this.#input.setRawMode(true);
    this.#output.write(bracketedPaste.on);
    this.#interface.resume();
    this.#interface.setPrompt(this.#lines.length > 0 ? continuationMark : mark);
    this.#interface.prompt(true);
  }

  #release(): void {
    if (this.#isClosed) return;
    this.#output.write(bracketedPaste.off);
    this.#interface.pause();
    this.#input.setRawMode(false);
  }

  #take(line: string): void {
    if (this.#isPasting || continues(line)) {
      this.#lines.push(this.#isPasting ? line : withoutMark(line));
      this.#interface.setPrompt(continuationMark);
      this.#interface.prompt();
      return;
    }
    const text = [...this.#lines.splice(0), line].join('\n').trimEnd();
    if (this.#answer) this.#answer(text);
    else this.#waiting.push(text);
    this.#answer = null;
  }

  #noticePaste(key: string | undefined): void {
    if (key === 'paste-start') this.#isPasting = true;
    if (key === 'paste-end') this.#isPasting = false;
  }

  /** What was typed is cleared first; with nothing typed, Ctrl-C leaves. */
  #interrupt(): void {
    const isEmpty = this.#interface.line === '' && this.#lines.length === 0;
    if (isEmpty) return this.#interface.close();
    this.#lines = [];
    this.#isPasting = false;
    Object.assign(this.#interface, { line: '', cursor: 0 });
    this.#output.write('^C\n');
    this.#onCleared();
    this.#interface.setPrompt(mark);
    this.#interface.prompt();
  }

  #end(): void {
    this.#isClosed = true;
    this.#output.write(`${bracketedPaste.off}\n`);
    this.#answer?.(null);
    this.#answer = null;
  }
}

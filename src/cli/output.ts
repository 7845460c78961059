import { styleText } from 'node:util';
import { printable } from './printable.ts';

type Style = 'dim' | 'bold' | 'red' | 'yellow';

/** What the command line writes to: `process.stdout` and `process.stderr`. */
type Target = NodeJS.WriteStream;

/**
 * Answers go to the standard output, everything else to the error output, so that an answer can be piped on.
 * Where both are one terminal, a note begins on a line of its own.
 */
export class Output {
  readonly #out: Target;
  readonly #err: Target;
  readonly #readerGone = new AbortController();
  /** Whether the last thing on the terminal was not the end of a line. */
  #midLine = false;

  constructor(out: Target = process.stdout, err: Target = process.stderr) {
    this.#out = out;
    this.#err = err;
    for (const target of [out, err]) target.on('error', this.#onError);
  }

  /** Aborted when whoever reads the answer has closed the pipe, as `head` does. */
  get readerGone(): AbortSignal {
    return this.#readerGone.signal;
  }

  get showsThinking(): boolean {
    return this.#err.isTTY === true;
  }

  /** Model text, as it grows. */
  text(text: string): void {
    this.#write(this.#out, printable(text));
  }

  /** Thinking is shown to whoever watches, and kept out of what is piped on. */
  thinking(text: string): void {
    this.#write(this.#err, printable(text), 'dim');
  }

  /** What belongs to an answer without being its text: shown below it, and kept out of what is piped on. */
  beside(text: string): void {
    if (this.#out.isTTY === true) this.endLine();
    this.#write(this.#out.isTTY === true ? this.#out : this.#err, printable(text));
  }

  /** Something that another program reads. */
  data(line: string): void {
    this.#out.write(`${line}\n`);
  }

  /** What was asked for by name: help, a version, an address. */
  say(text: string): void {
    this.#write(this.#out, `${text.trimEnd()}\n`);
  }

  /** The address of the page, so that a terminal makes a link of it. */
  address(label: string, url: string): void {
    this.say(`${label} ${styleText('bold', url, { stream: this.#out })}`);
  }

  note(sentence: string, style: Style = 'dim'): void {
    // Elsewhere the line belongs to the answer, which a note must not break in two.
    if (this.#isOneTerminal) this.endLine();
    this.#write(this.#err, `${printable(sentence)}\n`, style);
  }

  fault(sentence: string): void {
    this.note(sentence, 'red');
  }

  /** Ends the line that an answer left open. */
  endLine(): void {
    if (this.#midLine) this.#write(this.#out, '\n');
  }

  /** Waits until all is with whoever reads it. */
  async flushed(): Promise<void> {
    for (const target of [this.#out, this.#err]) {
      if (!target.destroyed) await new Promise<void>((resolve) => target.write('', () => resolve()));
    }
  }

  #write(target: Target, text: string, style?: Style): void {
    if (text === '' || this.#readerGone.signal.aborted) return;
    target.write(style ? styleText(style, text, { stream: target }) : text);
    if (target === this.#out || this.#isOneTerminal) this.#midLine = !text.endsWith('\n');
  }

  get #isOneTerminal(): boolean {
    return this.#out.isTTY === true && this.#err.isTTY === true;
  }

  readonly #onError = (error: NodeJS.ErrnoException): void => {
    if (error.code !== 'EPIPE') throw error;
    this.#readerGone.abort();
  };
}

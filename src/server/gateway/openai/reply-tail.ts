import type { Usage } from '../../../protocol/messages.ts';
import { estimateTokens } from '../../../protocol/tokens.ts';
import { readUsage } from '../../providers/usage.ts';

const spoken = /"(?:content|reasoning_content|reasoning)"\s*:\s*"((?:[^"\\]|\\.)*)"/g;

/** Longer than the last events of any server: a finish reason, the usage, the mark of the end. */
const keptBytes = 8 * 1024;

const [newline, carriageReturn, bracket] = [0x0a, 0x0d, 0x5d];

/**
 * The end of a reply, from which shows whether a stream of completions came to its end, and what the provider has counted.
 * Nothing of it is parsed before that.
 */
export class ReplyTail {
  #chunks: Uint8Array[] = [];
  #size = 0;
  #total = 0;

  push(bytes: Uint8Array): void {
    this.#chunks.push(bytes);
    this.#size += bytes.length;
    this.#total += bytes.length;
    while (this.#size - this.#chunks[0]!.length >= keptBytes) this.#size -= this.#chunks.shift()!.length;
  }

  /** The mark of the end, which OpenAI's clients wait for, is there: a server may hold the connection open after it. */
  get endsWithMark(): boolean {
    return this.#lastByte === bracket && /(^|[\r\n])data:\s*\[DONE\]\s*$/.test(this.#text);
  }

  /** Nothing more is to come: a finish reason was given, or an error, or the mark of the end. */
  get isWhole(): boolean {
    return this.endsWithMark || /"finish_reason"\s*:\s*"|"error"\s*:\s*[{"]/.test(this.#text);
  }

  /** What the provider says last of the tokens; null where it does not. */
  get usage(): Usage | null {
    const text = this.#text;
    const last = [...text.matchAll(/"usage"\s*:\s*(?=\{)/g)].at(-1);
    return last ? readUsage(objectAt(text, last.index + last[0].length)) : null;
  }

  /** How many tokens a stream has said, by how much of its end is words: for where its provider does not tell. */
  get guessedOutput(): number {
    const end = Buffer.concat(this.#chunks, this.#size);
    const said = Array.from(end.toString().matchAll(spoken), ([, words]) => words).join('');
    return Math.ceil((estimateTokens(said) * this.#total) / Math.max(end.length, 1));
  }

  /** Line ends set aside. Most reads end with a brace, and then no more of them is looked at. */
  get #lastByte(): number | undefined {
    const bytes = this.#chunks.at(-1) ?? new Uint8Array();
    let at = bytes.length - 1;
    while (bytes[at] === newline || bytes[at] === carriageReturn) at--;
    return bytes[at];
  }

  get #text(): string {
    return Buffer.concat(this.#chunks, this.#size).toString('latin1');
  }
}

/** The object that begins there; null where it is not whole. What counts tokens has no braces in its strings. */
function objectAt(text: string, begin: number): unknown {
  let depth = 0;
  for (let at = begin; at < text.length; at++) {
    if (text[at] === '{') depth++;
    else if (text[at] === '}' && --depth === 0) return parsed(text.slice(begin, at + 1));
  }
  return null;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

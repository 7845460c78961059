import type { Delta, ToolCall } from './delta.ts';
import { WholeText } from './whole-text.ts';
import { asNumber, asObject, asText } from './wire.ts';

interface OpenCall extends ToolCall {
  /** The server's own number, where it gives one. */
  wireIndex: number | null;
  whole: WholeText;
}

/**
 * Puts tool calls together from their pieces. A kept id or name is never replaced by an empty one; a piece without an index belongs to the
 * latest call. Some servers number every call 0, others make up a new id for every piece: only a new id together with a name is a new call.
 */
export class ToolCalls {
  readonly #calls: OpenCall[] = [];

  push(value: unknown): Delta | null {
    const piece = asObject(value);
    if (!piece) return null;
    const call = asObject(piece.function) ?? piece;
    const id = asText(piece.id) ?? '';
    const name = asText(call.name) ?? '';
    const open = this.#callFor(asNumber(piece.index), id, name);
    return this.#append(open, id, name, argumentsText(call.arguments));
  }

  all(): ToolCall[] {
    return this.#calls.map(({ id, name, arguments: text }) => ({ id, name, arguments: text }));
  }

  #callFor(wireIndex: number | null, id: string, name: string): OpenCall {
    const known = wireIndex === null ? this.#calls.at(-1) : this.#latestWith(wireIndex);
    if (known && !startsAnother(known, id, name, wireIndex !== null)) return known;
    const call: OpenCall = { id: '', name: '', arguments: '', wireIndex, whole: new WholeText() };
    this.#calls.push(call);
    return call;
  }

  #latestWith(wireIndex: number): OpenCall | undefined {
    return this.#calls.findLast((call) => call.wireIndex === wireIndex || call.wireIndex === null);
  }

  #append(call: OpenCall, id: string, name: string, text: string): Delta {
    const delta: Delta = {
      type: 'tool-call',
      index: this.#calls.indexOf(call),
      arguments: call.whole.push(text),
    };
    if (id !== '' && call.id === '') delta.id = call.id = id;
    if (name !== '' && call.name === '') delta.name = call.name = name;
    call.arguments += delta.arguments;
    return delta;
  }
}

function startsAnother(call: ToolCall, id: string, name: string, numbered: boolean): boolean {
  if (name === '' || call.name === '') return false;
  if (numbered) return id !== '' && call.id !== '' && call.id !== id;
  return id === '' || call.id !== id;
}

function argumentsText(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : '';
}

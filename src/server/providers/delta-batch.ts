import type { Source } from '../../protocol/messages.ts';
import type { Delta } from './delta.ts';
import { WholeText } from './whole-text.ts';

/** The deltas of one network read, neighbours of a kind joined: what one read brought is one write further on. */
export class DeltaBatch {
  #deltas: Delta[] = [];
  readonly #whole = { text: new WholeText(), reasoning: new WholeText() };

  add = (type: 'text' | 'reasoning', piece: string): void => {
    const text = this.#whole[type].push(piece);
    const last = this.#deltas.at(-1);
    if (last && last.type === type) last.text += text;
    else if (text !== '') this.#deltas.push({ type, text });
  };

  addToolCall(delta: Delta | null): void {
    if (delta) this.#deltas.push(delta);
  }

  addSources(sources: Source[]): void {
    if (sources.length > 0) this.#deltas.push({ type: 'sources', sources });
  }

  take(): Delta[] {
    const deltas = this.#deltas;
    if (deltas.length > 0) this.#deltas = [];
    return deltas;
  }
}

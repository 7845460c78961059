import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import type { Scenario } from './scenario.ts';

const BATCH_LENGTH = 16 * 1024;
const lineEnds = { lf: '\n', crlf: '\r\n', cr: '\r' };

export type WriterOptions = Pick<Scenario, 'newline' | 'split'> & { batched: boolean };

/** Writes events as the scenario wants its bytes, and never further ahead than the reader follows. */
export class EventWriter {
  #response: ServerResponse;
  #lineEnd: string;
  #split: number;
  #batched: boolean;
  #batch = '';

  constructor(response: ServerResponse, { newline, split, batched }: WriterOptions) {
    this.#response = response;
    this.#lineEnd = lineEnds[newline];
    this.#split = split;
    this.#batched = batched && split === 0;
  }

  /** Returns something to wait for when it is time to. */
  write(event: string, signal: AbortSignal): Promise<void> | undefined {
    const text = this.#lineEnd === '\n' ? event : event.replaceAll('\n', this.#lineEnd);
    if (this.#split > 0) return this.#writeSplit(text, signal);
    if (!this.#batched) return this.#response.write(text) ? undefined : this.#drained(signal);
    this.#batch += text;
    return this.#batch.length < BATCH_LENGTH ? undefined : this.#writeBatch(signal);
  }

  /** Returns once all that was written has been given to the system. */
  async flush(): Promise<void> {
    const rest = this.#batch;
    this.#batch = '';
    await new Promise<void>((resolve) => this.#response.write(rest, () => resolve()));
  }

  // The turn lets others in: a reader as fast as we are would keep the loop for itself.
  async #writeBatch(signal: AbortSignal): Promise<void> {
    const batch = this.#batch;
    this.#batch = '';
    await (this.#response.write(batch) ? turn() : this.#drained(signal));
  }

  async #writeSplit(text: string, signal: AbortSignal): Promise<void> {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += this.#split) {
      if (!this.#response.write(bytes.subarray(at, at + this.#split))) await this.#drained(signal);
    }
  }

  async #drained(signal: AbortSignal): Promise<void> {
    await once(this.#response, 'drain', { signal });
  }
}

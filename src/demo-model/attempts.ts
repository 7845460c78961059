import { createHash } from 'node:crypto';
import { prefixOf, type ChatRequest } from './request.ts';

const MOST_QUESTIONS = 1000;

/** How often the same question was put, whatever of its answer is already there. */
export class Attempts {
  #counts = new Map<string, number>();

  count(request: ChatRequest): number {
    const asked = prefixOf(request) === undefined ? request.messages : request.messages.slice(0, -1);
    const key = createHash('sha256')
      .update(JSON.stringify([request.model, asked]))
      .digest('base64');
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.delete(key);
    this.#counts.set(key, count);
    this.#forget();
    return count;
  }

  #forget(): void {
    const [oldest] = this.#counts.keys();
    if (this.#counts.size > MOST_QUESTIONS && oldest !== undefined) this.#counts.delete(oldest);
  }
}

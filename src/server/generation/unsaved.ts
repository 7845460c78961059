import type { Part } from '../../protocol/messages.ts';
import { addPiece, lengthOf } from '../../protocol/parts.ts';

export const checkpointLimits = { chars: 32 * 1024, ageMs: 5000 };

/** What has been written of an answer since its last checkpoint: in the journal already, not yet in the message. */
export class Unsaved {
  #parts: Part[] = [];
  #chars = 0;
  #since: number | null = null;

  addText(type: 'text' | 'reasoning', text: string, nowMs: number): void {
    const last = this.#parts.at(-1);
    if (last?.type === type) last.text += text;
    else addPiece(this.#parts, { type, text });
    this.#count(text.length, nowMs);
  }

  add(piece: Part, nowMs: number): void {
    addPiece(this.#parts, piece);
    this.#count(lengthOf(piece), nowMs);
  }

  #count(chars: number, nowMs: number): void {
    this.#chars += chars;
    this.#since ??= nowMs;
  }

  /** Whether so much or so old text is unsaved that recovery would have a long way. */
  isDue(nowMs: number): boolean {
    return (
      this.#since !== null &&
      (this.#chars >= checkpointLimits.chars || nowMs - this.#since >= checkpointLimits.ageMs)
    );
  }

  take(): Part[] {
    const parts = this.#parts;
    this.#parts = [];
    this.#chars = 0;
    this.#since = null;
    return parts;
  }
}

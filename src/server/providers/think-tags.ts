const opening = '<think>';
const closing = '</think>';

/** Held back at most, so that a flood of white space neither grows nor slows down. */
const mostHeld = 4096;

type Emit = (type: 'text' | 'reasoning', text: string) => void;

/**
 * Splits thinking from text where a server leaves the tags in the content.
 *
 * Only a tag at the very beginning opens thinking; whatever looks like one later is the model's own text. White space around the tags
 * belongs to neither side. A template may have opened the tag already, so that only `</think>` arrives: what was shown as text cannot be
 * taken back, so this is expected (`opened`) for models by whose name we know that they always think. If such a model ends without the
 * closing tag, what it said is repeated as text: rather twice than an answer that looks empty.
 */
export class ThinkTags {
  #state: 'start' | 'leading' | 'reasoning' | 'gap' | 'text' = 'start';
  #held = '';
  #assumed: string | null;

  constructor(opened: boolean) {
    this.#assumed = opened ? '' : null;
  }

  push(text: string, emit: Emit): void {
    if (this.#state === 'text') emit('text', text);
    else this.#split(text, emit);
  }

  #split(text: string, emit: Emit): void {
    this.#held += text;
    if (this.#state === 'start') this.#begin();
    if (this.#state === 'leading') this.#skipSpace('reasoning');
    if (this.#state === 'reasoning') this.#think(emit);
    if (this.#state === 'gap') this.#skipSpace('text');
    if (this.#state === 'text') this.#release('text', emit);
  }

  /** The server has a field of its own for thinking: tags in the content are text. */
  settle(emit: Emit): void {
    if (this.#state !== 'start') return;
    this.#state = 'text';
    this.#release('text', emit);
  }

  /** A cut answer drops what was held: half a tag is nobody's text. A finished one gets it, whatever it looked like. */
  end(finishReason: string | null, emit: Emit): void {
    if (finishReason === null) return;
    const thinking = this.#state === 'reasoning';
    this.#release(thinking ? 'reasoning' : 'text', emit);
    if (thinking && this.#assumed && finishReason !== 'length') emit('text', this.#assumed);
  }

  #begin(): void {
    const trimmed = this.#held.trimStart();
    if (trimmed.startsWith(opening)) {
      this.#state = 'leading';
      this.#assumed = null;
      this.#held = trimmed.slice(opening.length);
    } else if (!opening.startsWith(trimmed) || this.#held.length > mostHeld) {
      this.#state = this.#assumed === null ? 'text' : 'leading';
    }
  }

  #skipSpace(next: 'reasoning' | 'text'): void {
    this.#held = this.#held.trimStart();
    if (this.#held !== '') this.#state = next;
  }

  #think(emit: Emit): void {
    const end = this.#held.indexOf(closing);
    const until = end < 0 ? undecidedFrom(this.#held) : this.#held.slice(0, end).trimEnd().length;
    const reasoning = this.#held.slice(0, until);
    this.#held = this.#held.slice(end < 0 ? until : end + closing.length);
    if (end >= 0) this.#state = 'gap';
    if (this.#assumed !== null) this.#assumed += reasoning;
    if (reasoning !== '') emit('reasoning', reasoning);
  }

  #release(type: 'text' | 'reasoning', emit: Emit): void {
    const held = this.#held;
    this.#held = '';
    if (held !== '') emit(type, held);
  }
}

/** Where a text ends in white space and the beginning of a closing tag, which only what follows can decide. */
function undecidedFrom(text: string): number {
  const bracket = text.lastIndexOf('<');
  const tagged = bracket >= 0 && closing.startsWith(text.slice(bracket));
  const undecided = (tagged ? text.slice(0, bracket) : text).trimEnd().length;
  return Math.max(undecided, text.length - mostHeld);
}

/** Models that always think, by name: the only ones for which a missing opening tag is taken for granted. */
export function alwaysThinks(model: string): boolean {
  return /\b(qwq|qvq|r1|z1|thinking|reasoner|magistral)\b/i.test(model.replaceAll('_', '-'));
}

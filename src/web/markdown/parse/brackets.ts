import { Emphasis, type Piece } from './emphasis.ts';
import type { Inline } from './nodes.ts';
import { likelySpan, maxDepth, maxSpan } from './reach.ts';

/** A `[` or `![` that may begin a link or an image. */
export interface Bracket {
  readonly at: number;
  /** Where what it holds begins in the source. */
  readonly end: number;
  readonly isImage: boolean;
  /** Is shown as a link while its end has not come. */
  readonly isLikely: boolean;
  /** Not inside of what became a link: links hold no links. */
  isActive: boolean;
  /** Another bracket stands in it, so that it is no label. */
  holdsBracket: boolean;
  readonly index: number;
}

/**
 * Pieces of text in their order, with brackets that may become links. What stands behind an open bracket waits, since in
 * a link emphasis is matched by itself; without one, pieces go on to be matched at once.
 */
export class Brackets {
  readonly #emphasis = new Emphasis();
  /** Those before `#drained` have gone on. */
  #waiting: Piece[] = [];
  #drained = 0;
  #open: Bracket[] = [];

  add(piece: Piece): void {
    if (this.#open.length > 0) this.#waiting.push(piece);
    else this.#emphasis.add(piece);
  }

  addText(at: number, text: string): void {
    if (text !== '') this.add({ at, node: { type: 'text', text }, height: 0 });
  }

  get last(): Bracket | undefined {
    return this.#open.at(-1);
  }

  push(at: number, end: number, isLikely: boolean): void {
    this.expire(at);
    const last = this.last;
    if (last) last.holdsBracket = true;
    const mark = end - at === 2 ? '![' : '[';
    if (this.#open.length === maxDepth) return this.addText(at, mark);
    const index = this.#waiting.length;
    this.#open.push({
      at,
      end,
      isImage: mark === '![',
      isLikely,
      isActive: true,
      holdsBracket: false,
      index,
    });
    this.addText(at, mark);
  }

  /** The last bracket becomes a node made of what it holds. */
  become(make: (children: readonly Inline[]) => Inline): void {
    const bracket = this.#open.pop()!;
    const inside = new Emphasis();
    for (const piece of this.#waiting.splice(bracket.index).slice(1)) inside.add(piece);
    const node = make(inside.nodes().after);
    const isLink = node.type === 'link' || node.type === 'footnote';
    if (isLink) for (const outer of this.#open) outer.isActive &&= outer.isImage;
    // `wow![^1]`: what stands before the footnote is no mark of an image.
    const isExclaimed = bracket.isImage && node.type === 'footnote';
    if (isExclaimed) this.addText(bracket.at, '!');
    const at = isExclaimed ? bracket.at + 1 : bracket.at;
    this.add({ at, node, height: node.type === 'link' ? inside.height + 1 : 0 });
    this.#drain();
  }

  /** The last bracket is no link: text, or `hidden`. */
  release(isHidden = false): void {
    const bracket = this.#open.pop()!;
    if (isHidden) this.#waiting.splice(bracket.index, 1);
    this.#drain();
  }

  /** Gives up the brackets that nothing from `place` on can close. */
  expire(place: number): void {
    while (this.#open.length > 0 && place - this.#open[0]!.at > maxSpan) this.#open.shift();
    this.#drain();
  }

  /** Up to where nothing can change whatever stands from `place` on. */
  settledBefore(place: number): number {
    this.expire(place);
    const bracket = this.#open.find(({ isActive }) => isActive);
    return this.#emphasis.pendingBefore(Math.min(place, bracket?.at ?? place));
  }

  /** The text has ended; while more may come (`isOpen`), what is likely to be closed is read as if it were. */
  finish(end: number, isOpen: boolean): Emphasis {
    for (let last = this.last; last; last = this.last) {
      const isShown = isOpen && last.isActive && last.isLikely && end - last.at <= likelySpan;
      if (isShown && last.isImage) this.become((children) => imageOf(null, '', children));
      else this.release(isShown);
    }
    if (isOpen) this.#emphasis.closeLikely(end);
    return this.#emphasis;
  }

  /** What stands before the first bracket that may become a link goes on. If there is none, no bracket means anything. */
  #drain(): void {
    const bracket = this.#open.find(({ isActive }) => isActive);
    const end = bracket?.index ?? this.#waiting.length;
    while (this.#drained < end) this.#emphasis.add(this.#waiting[this.#drained++]!);
    if (bracket) return;
    this.#open = [];
    this.#waiting = [];
    this.#drained = 0;
  }
}

/** An image says in words what it holds. */
export function imageOf(href: string | null, title: string, children: readonly Inline[]): Inline {
  return { type: 'image', href, title, alt: wordsOf(children) };
}

/** What nodes say without their marks. */
function wordsOf(nodes: readonly Inline[]): string {
  return nodes.map(wordsOfNode).join('');
}

function wordsOfNode(node: Inline): string {
  if ('children' in node) return wordsOf(node.children);
  if (node.type === 'break') return '\n';
  if (node.type === 'image') return node.alt;
  if (node.type === 'math') return node.tex;
  return node.type === 'footnote' ? '' : node.text;
}

/** Links hold no links: the addresses and marks of sources in them are text. */
export function withoutLinks(nodes: readonly Inline[]): Inline[] {
  const plain: Inline[] = [];
  for (const node of nodes) {
    const flat = node.type === 'link' ? withoutLinks(node.children) : [withoutInnerLinks(node)];
    for (const part of flat) addJoined(plain, part);
  }
  return plain;
}

function withoutInnerLinks(node: Inline): Inline {
  if (node.type === 'citation') return { type: 'text', text: node.text };
  if (node.type !== 'strong' && node.type !== 'emphasis' && node.type !== 'strike') return node;
  return { type: node.type, children: withoutLinks(node.children) };
}

function addJoined(nodes: Inline[], node: Inline): void {
  const last = nodes.at(-1);
  if (node.type === 'text' && last?.type === 'text') {
    nodes[nodes.length - 1] = { type: 'text', text: last.text + node.text };
  } else nodes.push(node);
}

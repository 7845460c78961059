import type { BlockKind, BlockListener, Definition, Names } from '../parse/nodes.ts';
import { Citations, type CitedSources } from './citations.ts';
import { Directions } from './directions.ts';
import type { DrawFormula, ImagePlaces, Words } from './drawing.ts';
import { Footnotes } from './footnotes.ts';
import type { InlineContext, InlineView } from './inline-view.ts';
import type { LeafView } from './leaf-view.ts';
import { FormulaView, HtmlView, ProseView } from './leaf-views.ts';
import { ListView, setTask } from './list-view.ts';
import { Redraws } from './redraws.ts';
import { Seams } from './seams.ts';
import { element } from './sink.ts';
import { type Holder, Stretches } from './stretches.ts';
import { TableView } from './table-view.ts';

export interface DocumentParts {
  /** Begins the ids of what is linked within the answer. */
  readonly id: string;
  readonly words: Words;
  readonly drawFormula: DrawFormula;
  readonly images: ImagePlaces;
  /** Shows code as it comes; `info` is what stands after the fence. */
  readonly createCodeView: (info: string) => LeafView;
}

/** A block as it is drawn. */
export interface BlockNode {
  kind: BlockKind;
  /** Where it begins in the text, in UTF-16 units. */
  readonly start: number;
  readonly parent: BlockNode | null;
  element: HTMLElement;
  readonly leaf: LeafView | null;
  readonly list: ListView | null;
  /** What stands in it; null for a leaf, and for a list, whose items stand in it. */
  readonly inside: Stretches | null;
}

/** Draws blocks as they are told, below one element. What is closed is not touched again. */
export class DocumentView implements BlockListener<BlockNode> {
  readonly #root: HTMLElement;
  readonly #parts: DocumentParts;
  readonly #context: InlineContext;
  readonly #footnotes: Footnotes;
  readonly #citations: Citations;
  readonly #seams: Seams;
  readonly #stretches: Stretches;
  readonly #redraws = new Redraws();
  readonly #directions = new Directions();
  readonly #definitions = new Map<string, Definition>();
  readonly #changed = new Set<InlineView>();
  readonly #code: LeafView[] = [];
  /** What stands at the top, in its order. */
  readonly #top: BlockNode[] = [];
  #isWhole = false;

  constructor(root: HTMLElement, parts: DocumentParts) {
    this.#root = root;
    this.#parts = parts;
    this.#footnotes = new Footnotes(root, parts.id, parts.words);
    this.#citations = new Citations(root, parts.words);
    this.#seams = new Seams(parts.words.seam);
    this.#stretches = new Stretches(() => this.#beginStretch());
    const names: Names = {
      definition: (label) => this.#definitions.get(label),
      footnote: (label) => this.#knowsFootnote(label),
    };
    const changed = (view: InlineView): void => void this.#changed.add(view);
    const { words, drawFormula, images } = parts;
    const [footnotes, citations] = [this.#footnotes, this.#citations];
    this.#context = { words, drawFormula, images, footnotes, citations, names, changed };
  }

  open(parent: BlockNode | null, kind: BlockKind, start: number): BlockNode {
    const leaf = this.#leafOf(kind);
    const list = kind.type === 'list' ? new ListView(kind, start) : null;
    const element = (leaf ?? list)?.element ?? this.#container(parent, kind, start);
    const inside = leaf || list ? null : new Stretches(() => beginPart(element), { inside: element, start });
    const node: BlockNode = { kind, start, parent, element, leaf, list, inside };
    if (!parent && kind.type !== 'footnote') this.#addToTop(node);
    else parent?.inside?.add(element, start);
    return node;
  }

  change(node: BlockNode, kind: BlockKind): void {
    node.kind = kind;
    if (kind.type === 'list') node.list?.change(kind);
    else if (kind.type === 'item') setTask(node.element, kind.checked, this.#parts.words);
    if (!node.leaf) return;
    node.leaf.change?.(kind);
    node.element = node.leaf.element;
  }

  text(node: BlockNode, text: string): void {
    node.leaf?.append?.(text);
    this.#directions.hear(node, text);
  }

  cut(node: BlockNode, length: number): void {
    node.leaf?.cut?.(length);
  }

  row(node: BlockNode, index: number, cells: readonly string[]): void {
    node.leaf?.row?.(index, cells);
    for (const cell of cells) this.#directions.hear(node, cell);
  }

  remove(node: BlockNode): void {
    this.#directions.forget(node);
    if (node.kind.type === 'footnote') return this.#footnotes.remove(node.kind.label, node.element);
    const around = node.parent ? node.parent.inside : this.#stretches;
    around?.remove(node.element);
    if (!node.parent) this.#top.pop();
  }

  close(node: BlockNode): void {
    node.leaf?.close();
  }

  define(label: string, definition: Definition): void {
    if (this.#definitions.has(label)) return;
    this.#definitions.set(label, definition);
    this.#redraws.resolve(label);
  }

  /** Draws what was told since the last time. `seams` are in UTF-16 units of the text. */
  draw(seams: readonly number[]): void {
    this.#redraws.take();
    for (const view of this.#changed) {
      view.draw();
      this.#redraws.drawn(view);
    }
    this.#changed.clear();
    this.#seams.place(seams, this.#top);
    if (this.#isWhole && !this.hasMore) this.#footnotes.finish();
  }

  /** Marks of these sources lead to them, whether they are drawn already or not. */
  cite(sources: CitedSources): void {
    this.#citations.know(sources);
  }

  /** Nothing more is told. */
  finish(): void {
    this.#isWhole = true;
    this.#redraws.finish((label) => label.startsWith('^') && !this.#footnotes.has(label.slice(1)));
  }

  /** Whether finished text waits to be drawn again. */
  get hasMore(): boolean {
    return this.#redraws.hasDue;
  }

  /** How many blocks of code it has had. */
  get codeCount(): number {
    return this.#code.length;
  }

  dispose(): void {
    this.#root.replaceChildren();
    for (const view of this.#code) view.dispose?.();
  }

  #knowsFootnote(label: string): 'known' | 'awaited' | 'unknown' {
    if (this.#footnotes.has(label)) return 'known';
    return this.#isWhole ? 'unknown' : 'awaited';
  }

  #addToTop(node: BlockNode): void {
    this.#stretches.add(node.element, node.start);
    this.#top.push(node);
  }

  #beginStretch(): Holder {
    const stretch = element('div', { class: 'stretch' });
    this.#root.insertBefore(stretch, this.#footnotes.section);
    return { element: stretch, inside: stretch };
  }

  #leafOf(kind: BlockKind): LeafView | null {
    switch (kind.type) {
      case 'paragraph':
      case 'heading':
        return new ProseView(kind, this.#context);
      case 'code':
        return this.#codeView(kind.info);
      case 'html':
        return new HtmlView();
      case 'math':
        return new FormulaView(this.#context);
      case 'table':
        return new TableView(kind.aligns, this.#context);
      default:
        return null;
    }
  }

  #codeView(info: string): LeafView {
    const view = this.#parts.createCodeView(info);
    this.#code.push(view);
    return view;
  }

  #container(parent: BlockNode | null, kind: BlockKind, start: number): HTMLElement {
    switch (kind.type) {
      case 'quote':
        return element('blockquote');
      case 'item': {
        const item = parent?.list?.item(start) ?? element('li');
        setTask(item, kind.checked, this.#parts.words);
        return item;
      }
      case 'footnote':
        return this.#footnotes.open(kind.label);
      default:
        return element('hr');
    }
  }
}

/** What stands in a long quotation, point or note is left out like all else while it is far from the view. */
function beginPart(around: HTMLElement): Holder {
  const part = element('div', { class: 'part' });
  around.append(part);
  return { element: part, inside: part };
}

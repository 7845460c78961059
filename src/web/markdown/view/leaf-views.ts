import type { BlockKind } from '../parse/nodes.ts';
import { type InlineContext, InlineView } from './inline-view.ts';
import type { LeafView } from './leaf-view.ts';
import { PlainText } from './plain-text.ts';
import { element } from './sink.ts';

/** Paragraphs and headings. */
export class ProseView implements LeafView {
  readonly #inlines: InlineView;

  constructor(kind: ProseKind, context: InlineContext) {
    this.#inlines = new InlineView(proseElement(kind), context);
  }

  get element(): HTMLElement {
    return this.#inlines.host;
  }

  append(more: string): void {
    this.#inlines.append(more);
  }

  cut(length: number): void {
    this.#inlines.cut(length);
  }

  change(kind: BlockKind): void {
    if (isProse(kind)) this.#inlines.moveTo(proseElement(kind));
  }

  close(): void {
    this.#inlines.close();
  }
}

/** Raw HTML: the text that it is. */
export class HtmlView implements LeafView {
  readonly element = element('p', { class: 'html' });
  readonly #text = new PlainText(this.element);

  append(more: string): void {
    this.#text.append(more);
  }

  close(): void {}
}

/** The source of a formula while it comes, the formula once it is whole. */
export class FormulaView implements LeafView {
  readonly element = element('div', { class: 'formula display', tabindex: '0' });
  readonly #context: InlineContext;
  readonly #text = new PlainText(this.element);
  #tex = '';

  constructor(context: InlineContext) {
    this.#context = context;
  }

  append(more: string): void {
    this.#tex += more;
    this.#text.append(more);
  }

  close(): void {
    this.#context.drawFormula(this.element, this.#tex.trim(), true);
  }
}

/** The page's own headings are `h1` and `h2`: those of an answer stand below them. */
const headingTags = ['h3', 'h4', 'h5', 'h6', 'h6', 'h6'] as const;

type ProseKind = Extract<BlockKind, { type: 'paragraph' | 'heading' }>;

const isProse = (kind: BlockKind): kind is ProseKind => kind.type === 'paragraph' || kind.type === 'heading';

function proseElement(kind: ProseKind): HTMLElement {
  if (kind.type === 'paragraph') return element('p');
  return element(headingTags[kind.level - 1] ?? 'h6', { class: `level-${kind.level}` });
}

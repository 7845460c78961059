// The view of answers on a page of its own: what the tests in this folder drive.
import '../../../src/web/styles/tokens.css';
import '../../../src/web/styles/base.css';
import '../../../src/web/markdown/view/markdown.css';
import { language } from '../../../src/web/i18n/i18n.svelte.ts';
import { createCodeView } from '../../../src/web/markdown/code/code-view.ts';
import { AnswerImages } from '../../../src/web/markdown/images/answer-images.ts';
import type { CitedSources } from '../../../src/web/markdown/view/citations.ts';
import type { DrawFormula, Words } from '../../../src/web/markdown/view/drawing.ts';
import { MarkdownView } from '../../../src/web/markdown/view/markdown-view.ts';
import { asSpecified } from './as-specified.ts';

// As the page does before it shows anything.
await Promise.all([language.load(), language.loadLater()]);

const words: Words = {
  done: 'Done',
  notDone: 'Not done',
  table: 'Table',
  seam: 'cut off around here',
  footnotes: 'Footnotes',
  backToText: 'Back to the text',
  image: (alt) => `Image: ${alt}`,
  source: (number) => `Source ${number}`,
};

/** An answer that grows: `text` is all of it so far. */
export class Answer {
  readonly root = document.createElement('div');
  readonly #view: MarkdownView;
  #text = '';

  constructor(drawFormula: DrawFormula = () => undefined) {
    this.root.className = 'markdown';
    document.body.append(this.root);
    this.#view = new MarkdownView(this.root, {
      id: 'answer',
      words,
      drawFormula,
      images: new AnswerImages(),
      createCodeView,
    });
  }

  add(piece: string): void {
    this.#text += piece;
    this.#view.update({ before: '', more: this.#text }, true, []);
  }

  cite(sources: CitedSources): void {
    this.#view.cite(sources);
  }

  /** Ends the answer; resolves once all of it is drawn. */
  async end(seams: readonly number[] = []): Promise<void> {
    this.#view.update({ before: '', more: this.#text }, false, seams);
    await this.whenDrawn();
  }

  async whenDrawn(): Promise<void> {
    while (!this.#view.isDrawn) await new Promise(requestAnimationFrame);
  }

  /** What is on the page, however its text is divided among nodes. Of code only what it says: its colours come later. */
  get html(): string {
    const copy = this.root.cloneNode(true) as HTMLElement;
    for (const code of copy.querySelectorAll('.code-block')) {
      code.textContent = code.querySelector('pre')?.textContent ?? '';
    }
    copy.normalize();
    return copy.outerHTML;
  }

  /** What is on the page, as the examples of the specification write it. */
  get asSpecified(): string {
    return asSpecified(this.root);
  }

  remove(): void {
    this.#view.dispose();
    this.root.remove();
  }
}

Object.assign(window, { Answer });

import { createIncremarkParser } from '@incremark/core';
import { toHtml as mdastToHtml } from './mdast-html.js';

export const open = () => new GrowingAst({});

/** Its tree after each piece, as its own views take it. */
export class GrowingAst {
  #parser;

  constructor(options) {
    this.#parser = createIncremarkParser({ gfm: true, math: true, ...options });
  }

  append(piece) {
    this.#parser.append(piece);
  }

  end() {
    this.#parser.finalize();
    return this.#parser.getAst();
  }
}

export const toHtml = mdastToHtml;

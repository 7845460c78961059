import { marked } from 'marked';
// Its component is what it exports; this is the parser within, without what draws.
import { IncrementalParser } from '../node_modules/@humanspeak/svelte-markdown/dist/utils/incremental-parser.js';

export const open = () => new GrowingTokens();

class GrowingTokens {
  #text = '';
  #parser = new IncrementalParser({ gfm: true });
  #tokens = [];

  append(piece) {
    this.#text += piece;
    this.#tokens = this.#parser.update(this.#text).tokens;
  }

  end() {
    return this.#tokens;
  }
}

export const toHtml = (tokens) => marked.parser(tokens);

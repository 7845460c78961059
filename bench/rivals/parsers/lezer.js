import { TreeFragment } from '@lezer/common';
import { GFM, parser as commonMark } from '@lezer/markdown';

const parser = commonMark.configure([GFM]);

export const open = () => new GrowingTree();

/** A tree of places in the text. What a name leads to, it does not say. */
class GrowingTree {
  #text = '';
  #fragments = [];
  #tree;

  append(piece) {
    const [from, to] = [this.#text.length, this.#text.length + piece.length];
    const change = { fromA: from, toA: from, fromB: from, toB: to };
    this.#text += piece;
    this.#tree = parser.parse(this.#text, TreeFragment.applyChanges(this.#fragments, [change]));
    this.#fragments = TreeFragment.addTree(this.#tree, this.#fragments);
  }

  end() {
    const named = [];
    this.#tree?.iterate({ enter: ({ name, from, to }) => void named.push(`${name} ${from} ${to}`) });
    return named;
  }
}

export const toHtml = null;

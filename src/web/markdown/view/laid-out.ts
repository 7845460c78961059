import type { Inline } from '../parse/nodes.ts';
import { eachPiece, type Place } from './hidden-characters.ts';

/** What is drawn as an element of its own. */
export type Item =
  Exclude<Inline, { type: 'text' }> | { readonly type: 'hidden'; readonly character: string };

/**
 * What stands in a line as text and elements in turn: `texts[0] elements[0] texts[1] … texts[n]`, so that a text that
 * grows and an element that is drawn already are found again in their places.
 */
export interface LaidOut {
  readonly texts: readonly string[];
  readonly elements: readonly Item[];
}

export function layOut(nodes: readonly Inline[], place: Place): LaidOut {
  const texts = [''];
  const elements: Item[] = [];
  const plain = (text: string): void => void (texts[texts.length - 1] += text);
  const add = (item: Item): void => {
    elements.push(item);
    texts.push('');
  };
  for (const node of nodes) {
    if (node.type === 'text')
      eachPiece(node.text, place, plain, (character) => add({ type: 'hidden', character }));
    else add(node);
  }
  return { texts, elements };
}

/** What it says, marks aside. */
export function plainText(nodes: readonly Inline[]): string {
  let said = '';
  for (const node of nodes) said += wordsOf(node);
  return said;
}

function wordsOf(node: Inline): string {
  switch (node.type) {
    case 'text':
    case 'code':
    case 'citation':
      return node.text;
    case 'break':
      return '\n';
    case 'image':
      return node.alt;
    case 'math':
      return node.tex;
    case 'footnote':
      return '';
    default:
      return plainText(node.children);
  }
}

import { isAside, isPiece, itemsOf } from './reading.ts';

/** Parts of a formula or of an image mean nothing by themselves: who selects some of one gets all of it. */
const wholes = '.formula, .picture';
/** What means nothing without what is around it: rows of a table, points of a list, also of a long one in pieces. */
const inner = 'tr, tbody, thead, table, ol, ul, .piece';

/** Without what is empty at its ends: a triple click selects up to the beginning of what follows. */
export function trimmed(selected: Range): Range {
  const range = selected.cloneRange();
  const texts = [...textsIn(selected)];
  const [first, last] = [texts[0], texts.at(-1)];
  if (!first || !last) return range;
  const [start, end] = [wholeAround(first.node), wholeAround(last.node)];
  if (start) range.setStartBefore(start);
  else range.setStart(first.node, first.from);
  if (end) range.setEndAfter(end);
  else range.setEnd(last.node, last.to);
  return range;
}

/** A part of an answer that means by itself what it meant there: rows stand in a table, points have their numbers. */
export function partOf(range: Range): DocumentFragment {
  let part = range.cloneContents();
  let around = elementOf(range.commonAncestorContainer);
  for (; around?.matches(inner); around = around.parentElement) part = inCopyOf(around, part);
  for (const [original, copy] of beginnings(range, part, around)) {
    if (original.localName === 'ol' && !isPiece(original))
      copy.setAttribute('start', startOf(original, range));
    if (original instanceof HTMLTableRowElement) addCellsBefore(original, copy, range);
  }
  return part;
}

export const elementOf = (node: Node): Element | null =>
  node instanceof Element ? node : node.parentElement;

const wholeAround = (node: Node): Element | null | undefined => elementOf(node)?.closest(wholes);

interface SelectedText {
  readonly node: Text;
  readonly from: number;
  readonly to: number;
}

function* textsIn(range: Range): Generator<SelectedText> {
  const { commonAncestorContainer, startContainer, startOffset, endContainer, endOffset } = range;
  const walker = document.createTreeWalker(commonAncestorContainer, NodeFilter.SHOW_TEXT);
  // The first node of a walk is its root, which may be the only text.
  for (let node: Node | null = walker.currentNode; node; node = walker.nextNode()) {
    if (!(node instanceof Text) || !range.intersectsNode(node) || isBeside(node)) continue;
    const from = node === startContainer ? startOffset : 0;
    const to = node === endContainer ? endOffset : node.length;
    if (node.data.slice(from, to).trim() !== '') yield { node, from, to };
  }
}

function isBeside(text: Text): boolean {
  for (let element = text.parentElement; element && !element.matches(wholes); element = element.parentElement)
    if (isAside(element)) return true;
  return false;
}

function inCopyOf(element: Element, part: DocumentFragment): DocumentFragment {
  const whole = new DocumentFragment();
  const copy = element.cloneNode();
  copy.appendChild(part);
  whole.append(copy);
  return whole;
}

/** The elements in which a range begins, from the outermost, each with its copy. */
function beginnings(range: Range, part: DocumentFragment, around: Element | null): [Element, Element][] {
  const originals: Element[] = [];
  let element = elementOf(range.startContainer);
  for (; element && element !== around; element = element.parentElement) originals.unshift(element);
  const pairs: [Element, Element][] = [];
  let copy = part.firstElementChild;
  for (const original of originals) {
    if (!copy) break;
    pairs.push([original, copy]);
    copy = copy.firstElementChild;
  }
  return pairs;
}

function startOf(list: Element, range: Range): string {
  const first = itemsOf(list).findIndex((item) => range.intersectsNode(item));
  return String(Number(list.getAttribute('start') ?? 1) + Math.max(0, first));
}

/** The cells before the first that is selected: without them those of the row would stand in other columns. */
function addCellsBefore(row: HTMLTableRowElement, copy: Element, range: Range): void {
  if (copy.closest('table')?.querySelectorAll('tr').length === 1) return;
  const before = [...row.cells].slice(
    0,
    Math.max(
      0,
      [...row.cells].findIndex((cell) => range.intersectsNode(cell)),
    ),
  );
  copy.prepend(...before.map((cell) => cell.cloneNode()));
}

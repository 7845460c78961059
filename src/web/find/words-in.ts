/** So many are marked in one message; more would slow the page, and nobody counts them. */
const maxRanges = 2_000;

/** What a person reads as one piece: between two of them stands a space. */
const blocks = 'p, li, td, th, h3, h4, h5, h6, blockquote, .code-line, .sheet';
/** What is shown beside what was written. */
const asides = 'button:not(.chip), .kind, .status, figcaption, .host, .spoken, .seam, .back, .katex, summary';

/** Text as it is compared: lower case, every white space one space. */
export const folded = (text: string): string => text.replace(/\s+/g, ' ').toLowerCase();

/** Where words stand in the messages of a row, without regard to case and elements between the letters. */
export function wordsIn(row: Element, words: string): Range[] {
  const looked = folded(words);
  if (looked.trim() === '') return [];
  // What was thought is folded away, and the server does not look there either.
  return [...row.querySelectorAll('.markdown:not(details .markdown), .sheet')].flatMap((root) =>
    rangesIn(root, looked),
  );
}

function rangesIn(root: Element, looked: string): Range[] {
  const read = readText(root);
  const ranges: Range[] = [];
  for (let at = read.text.indexOf(looked); at !== -1 && ranges.length < maxRanges;) {
    ranges.push(rangeOf(read, at, at + looked.length));
    at = read.text.indexOf(looked, at + looked.length);
  }
  return ranges;
}

/** The folded text, and for each of its characters where it comes from. */
interface Read {
  text: string;
  readonly nodes: Text[];
  readonly offsets: number[];
}

function readText(root: Element): Read {
  const read: Read = { text: '', nodes: [], offsets: [] };
  let block: Element | null = null;
  for (const node of textNodes(root)) {
    const own: Element | null = node.parentElement?.closest(blocks) ?? null;
    if (own !== block) addCharacter(read, ' ', node, 0);
    block = own;
    const lower = lowered(node.data);
    for (let offset = 0; offset < lower.length; offset++) addCharacter(read, lower[offset]!, node, offset);
  }
  return read;
}

function addCharacter(read: Read, character: string, node: Text, offset: number): void {
  const isSpace = /\s/.test(character);
  if (isSpace && (read.text === '' || read.text.endsWith(' '))) return;
  read.text += isSpace ? ' ' : character;
  read.nodes.push(node);
  read.offsets.push(offset);
}

/** As long as before: a few letters become two in lower case. */
function lowered(text: string): string {
  const lower = text.toLowerCase();
  return lower.length === text.length ? lower : text;
}

function* textNodes(root: Element): Generator<Text> {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement?.closest(asides) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
  );
  while (walker.nextNode()) yield walker.currentNode as Text;
}

function rangeOf({ nodes, offsets }: Read, from: number, to: number): Range {
  const range = document.createRange();
  range.setStart(nodes[from]!, offsets[from]!);
  range.setEnd(nodes[to - 1]!, Math.min(offsets[to - 1]! + 1, nodes[to - 1]!.length));
  return range;
}

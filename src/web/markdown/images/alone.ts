/**
 * Whether nothing else stands in the line of a picture, as the model wrote its lines: it is not a part of a sentence, of a row
 * of badges, of a cell.
 */
export const standsAlone = (picture: Element, paragraph: Element): boolean =>
  isEdge(picture, paragraph, 'previousSibling') && isEdge(picture, paragraph, 'nextSibling');

type Side = 'previousSibling' | 'nextSibling';

function isEdge(picture: Element, paragraph: Element, side: Side): boolean {
  for (let inside: Node | null = picture; inside && inside !== paragraph; inside = inside.parentNode) {
    if (inside instanceof Element && inside.matches('.box')) return true;
    const said = saidBeside(inside, side);
    if (said !== '') return said === '\n';
  }
  return true;
}

/** What stands next to a node within the same element: the end of a line, anything else, or nothing. */
function saidBeside(node: Node, side: Side): '' | '\n' | 'something' {
  for (let next = node[side]; next; next = next[side]) {
    if (next instanceof Element && next.localName === 'br') return '\n';
    // The note on where a link leads is ours.
    if (next instanceof Element && !next.matches('.host')) return 'something';
    if (!(next instanceof Text)) continue;
    const said = nearest(next.data, side);
    if (/\S/.test(said)) return 'something';
    if (said !== next.data) return '\n';
  }
  return '';
}

/** The part of a text that is in the line of what stands beside it. */
const nearest = (text: string, side: Side): string =>
  side === 'nextSibling'
    ? text.slice(0, (text + '\n').indexOf('\n'))
    : text.slice(text.lastIndexOf('\n') + 1);

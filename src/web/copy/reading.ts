/** What stands beside the text of an answer and is no part of what is copied. */
const asides =
  'button, figcaption, footer, iframe, style, summary, svg, .back, .host, .older, .reference, .seam, .spoken, .state, .task-box, .unsourced, .writing, [data-space]';

export const isAside = (element: Element): boolean => element.matches(asides);

/** Whether it only holds a part of a long list, as that list's item or as the list within that. */
export const isPiece = (element: Element): boolean => element.matches('.piece, .piece > *');

/** The items of a list, also of those that stand in its pieces. */
export const itemsOf = (list: Element): Element[] =>
  [...list.children].flatMap((child) => (isPiece(child) ? [...child.children].flatMap(itemsOf) : [child]));

/** The TeX of a formula, drawn or not; null for what is none. `isDisplay`: on lines of its own. */
export function formulaIn(element: Element): { tex: string; isDisplay: boolean } | null {
  if (!element.matches('.formula, .katex')) return null;
  const drawn = element.querySelector('annotation');
  return { tex: (drawn ?? element).textContent.trim(), isDisplay: element.matches('.display') };
}

/** The text of a block of code; null for what is none. */
export function codeIn(element: Element): string | null {
  const pre = element.matches('pre')
    ? element
    : element.matches('figure, .code-block')
      ? element.querySelector('pre')
      : null;
  return pre && pre.textContent.replace(/\n$/, '');
}

/** The level of a heading as it was written, 1 to 6; 0 for what is none. */
export function levelOf(element: Element): number {
  return Number(/(?:^| )level-([1-6])(?: |$)/.exec(element.className)?.[1] ?? 0);
}

/** Whether a point of a list is done; null if it is no task. */
export function isDone(item: Element): boolean | null {
  const box = item.querySelector(':scope > .task-box, :scope > p > .task-box');
  return box && box.matches('.checked');
}

/** What an image says and where it is, loaded or not; null for what is none. One in a link is at nobody's. */
export function imageIn(element: Element): { alt: string; href: string | null } | null {
  if (!element.matches('.picture')) return null;
  const alt = element.querySelector('img')?.alt ?? element.querySelector('.words')?.textContent ?? '';
  return { alt, href: element.querySelector('a')?.getAttribute('href') ?? null };
}

/** Where a link leads, if that is somewhere outside; of a mark that names a source, where that is. */
export function addressOf(element: Element): string | null {
  const link = element.matches('.citation') ? sourceLink(element) : element;
  const href = link?.matches('a') ? link.getAttribute('href') : null;
  return href !== null && /^(https?:|mailto:)/i.test(href) ? href : null;
}

const sourceLink = (mark: Element): Element | null =>
  document.getElementById(mark.getAttribute('href')?.slice(1) ?? '')?.querySelector('a') ?? null;

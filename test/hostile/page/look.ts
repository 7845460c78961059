// Looks at what was drawn with eyes of its own: it shares no list with the view.

const prose =
  'a blockquote br code div em h3 h4 h5 h6 hr li ol p pre s span strong sup table tbody td th thead tr ul';
/** The frame around code, which is ours. */
const chrome = 'button figure figcaption bdi svg path rect line polyline circle';
const formula =
  'span svg path line math semantics annotation mrow mi mo mn ms mtext mspace msup msub msubsup mfrac msqrt mroot mover ' +
  'munder munderover mtable mtr mtd mlabeledtr mstyle mpadded mphantom menclose mmultiscripts mprescripts';

const named = (names: string): ReadonlySet<string> => new Set(names.split(' '));
const [inProse, inChrome, inFormula] = [named(prose), named(chrome), named(formula)];

/** What loads, runs, leads elsewhere or reaches out of the answer, on whatever element. */
const forbidden =
  /^(?:on.*|src|srcset|srcdoc|sizes|action|formaction|data|poster|background|ping|download|xlink:.*|name|is|slot|part|form|popover.*|contenteditable|http-equiv|autofocus|accesskey|command.*|nonce|style|href|id|target)$/;
/** What code is numbered from, how wide a drawing stays, and how high what is left out is taken to be. */
const ownStyle = /^(?:--lines-before: \d+|--least-width: \d+px|contain-intrinsic-block-size: auto \d+lh);$/;
const turning = /[\u202a-\u202e\u2066-\u2069]/;

/** All that is wrong with an answer on the page, each in a line; `id` begins the ids that are its own. */
export function faultsOf(root: Element, id: string): string[] {
  const faults: string[] = [];
  for (const element of root.querySelectorAll('*')) {
    const isFormula = element.closest('.katex') !== null;
    if (!isKnown(element, isFormula)) faults.push(`<${element.localName}>`);
    for (const { name, value } of element.attributes) {
      if (!isHarmless(element, name, value, isFormula, id))
        faults.push(`<${element.localName} ${name}=${value.slice(0, 80)}>`);
    }
    if (element instanceof HTMLAnchorElement) faults.push(...linkFaults(element));
  }
  return [...faults, ...turnedText(root)];
}

function isKnown(element: Element, isFormula: boolean): boolean {
  const { localName } = element;
  if (isFormula) return inFormula.has(localName);
  if (localName === 'iframe') return element.getAttribute('sandbox') === 'allow-scripts';
  if (localName === 'img') return isDrawing(element);
  if (localName === 'button' && element.parentElement?.matches('.picture')) return true;
  return inProse.has(localName) || (inChrome.has(localName) && element.closest('.code-block') !== null);
}

function isHarmless(element: Element, name: string, value: string, isFormula: boolean, id: string): boolean {
  if (!forbidden.test(name))
    return !/(?:javascript|vbscript|data):/i.test(value) || name === 'title' || name.startsWith('aria-');
  switch (name) {
    case 'style':
      return (
        !/url|image|expression|@|fixed|var\((?!--)/i.test(value) &&
        (isFormula ||
          ownStyle.test(value) ||
          (element.localName === 'iframe' && /^height: \d+px;$/.test(value)))
      );
    case 'id':
      return value.startsWith(`${id}-`);
    case 'target':
      return value === '_blank' && element.localName === 'a';
    case 'href':
      return element.localName === 'a' && isWayOut(value, id);
    case 'src':
      return (element.localName === 'iframe' && value === '/frame') || isDrawing(element);
    default:
      return false;
  }
}

/** A diagram that was drawn. As an image, SVG runs nothing and asks nobody. */
function isDrawing(element: Element): boolean {
  const source = element.getAttribute('src') ?? '';
  return element.matches('.code-block .diagram img') && source.startsWith('data:image/svg+xml,');
}

function isWayOut(href: string, id: string): boolean {
  return href.startsWith(`#${id}-`) || /^(?:https?:\/\/|mailto:)/.test(href);
}

function linkFaults(link: HTMLAnchorElement): string[] {
  const href = link.getAttribute('href');
  if (href === null || href.startsWith('#')) return [];
  const faults: string[] = [];
  const rel = link.relList;
  if (!rel.contains('noopener') || !rel.contains('noreferrer')) faults.push(`rel of ${href.slice(0, 80)}`);
  if (link.target !== '_blank') faults.push(`target of ${href.slice(0, 80)}`);
  if (mustSayHost(link) && !hostSaid(link).includes(link.host))
    faults.push(`${link.textContent} does not say ${link.host}`);
  return faults;
}

/** The hosts that the stored answers pretend to lead to. */
const pretended = /good\.test|paypal\.com|apple\.com/;

function mustSayHost(link: HTMLAnchorElement): boolean {
  if (!link.protocol.startsWith('http')) return false;
  if (link.username !== '' || /(?:^|\.)xn--/.test(link.host)) return true;
  const shown = [...link.childNodes].filter((node) => !(node instanceof Element && node.matches('.host')));
  const said = `${shown.map(wordsOf).join('')} ${link.title}`;
  const found = pretended.exec(
    said
      .normalize('NFKC')
      .replaceAll('。', '.')
      .toLowerCase()
      .replace(/\p{Default_Ignorable_Code_Point}/gu, ''),
  );
  return found !== null && link.hostname.replace(/^www\.|\.$/g, '') !== found[0];
}

/** What stands on two lines is not read as one. */
function wordsOf(node: Node): string {
  if (node.nodeName === 'BR') return '\n';
  return node.hasChildNodes() ? [...node.childNodes].map(wordsOf).join('') : (node.textContent ?? '');
}

/** What the link says of it, or what the link of an image is: nothing but its host. An image within it has a host of its own. */
const hostSaid = (link: HTMLAnchorElement): string =>
  (link.matches('.host') ? link : link.querySelector(':scope > .host'))?.textContent ?? '';

/** Text that turns the direction of what stands around it, where nobody sees that it does. */
function turnedText(root: Element): string[] {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const faults: string[] = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const isSeen = node.parentElement?.closest('[data-code], annotation') != null;
    if (!isSeen && turning.test(node.nodeValue ?? ''))
      faults.push(`turned text in <${node.parentElement?.localName}>`);
  }
  return faults;
}

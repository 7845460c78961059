import { pageTime, Slices } from '../code/slices.ts';
import { hidesSomething } from '../view/hidden-characters.ts';

/** A longer formula is shown as its source: KaTeX draws one in one go, a matrix of 10 KB in 140 ms. */
const maxLength = 3 * 1024;

type FormulaOf = typeof import('./katex.ts').formulaOf;

const slices = new Slices(pageTime);
let formulaOf: FormulaOf | null = null;
let loading: Promise<void> | null = null;

/**
 * Draws a formula in an element that shows its source, once KaTeX is there and the page has the time. What is no TeX, or
 * more than can be drawn, stays as it is; so does what turns the direction of letters, which KaTeX would set as it stands.
 */
export function drawFormula(element: HTMLElement, tex: string, display: boolean): void {
  if (tex.length > maxLength || hidesSomething(tex)) return;
  const draw = (): boolean => {
    if (element.isConnected) fill(element, tex, display);
    return false;
  };
  if (formulaOf) return slices.add(draw);
  loading ??= load();
  void loading.then(() => slices.add(draw));
}

/** Parts of formulas in a line of text, which break between them. One that does not fit into a line has to be moved. */
const parts = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth <= target.clientWidth + 1) continue;
    parts.unobserve(target);
    makeMovable(target as HTMLElement);
  }
});

/** What scrolls stands on the line with its lower edge: it is put as far below the line as that is by KaTeX's strut. */
function makeMovable(part: HTMLElement): void {
  part.classList.add('wide');
  const strut = part.querySelector<HTMLElement>(':scope > .katex-strut');
  if (!strut) return;
  const belowPx = part.getBoundingClientRect().bottom - strut.getBoundingClientRect().bottom;
  part.style.verticalAlign = `calc(${strut.style.verticalAlign || '0em'} - ${belowPx}px)`;
}

async function load(): Promise<void> {
  try {
    ({ formulaOf } = await import('./katex.ts'));
  } catch (error) {
    // The server is away, or has another version: formulas stay TeX until one more asks for it.
    if (!(error instanceof Error)) throw error;
    loading = null;
  }
}

function fill(element: HTMLElement, tex: string, display: boolean): void {
  if (!formulaOf) return;
  try {
    element.replaceChildren(formulaOf(tex, display));
    if (element.localName === 'span')
      for (const part of element.querySelectorAll('.katex-base')) parts.observe(part);
  } catch (error) {
    // Models write TeX that KaTeX does not know: the source is what they said.
    if (!(error instanceof Error)) throw error;
    element.classList.add('undrawn');
  }
}

// What is loaded with the first formula: KaTeX with its styles and fonts, and `\ce{}` of chemistry.
import 'katex/dist/katex.min.css';
import { render } from 'katex';
import 'katex/contrib/mhchem';
import { checkFormula } from './closed-list.ts';

/**
 * The formula as elements; throws `ParseError` for what is no TeX. A formula cannot lead or load anything (`trust`), grow
 * without a bound by its own macros, or ask for sizes beyond 20 em.
 */
export function formulaOf(tex: string, display: boolean): Element {
  const host = document.createElement('span');
  render(tex, host, {
    displayMode: display,
    output: 'htmlAndMathml',
    strict: 'ignore',
    trust: false,
    maxExpand: 1_000,
    maxSize: 20,
  });
  const formula = host.firstElementChild!;
  checkFormula(formula);
  return formula;
}

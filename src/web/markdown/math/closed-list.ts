/**
 * What a formula is made of. KaTeX makes its elements by itself: what is not on this list does not reach the page.
 */
const tags = new Set(
  (
    'span svg path line math semantics annotation mrow mi mo mn ms mtext mspace msup msub msubsup mfrac msqrt mroot mover ' +
    'munder munderover mmultiscripts mprescripts mtable mtr mtd mlabeledtr mstyle mpadded mphantom menclose mglyph'
  ).split(' '),
);

const attributes = new Set(
  (
    'class style aria-hidden xmlns encoding d viewBox preserveAspectRatio width height x1 x2 y1 y2 stroke-width ' +
    'mathvariant stretchy fence separator lspace rspace columnalign columnspacing columnlines rowspacing rowlines ' +
    'rowalign framespacing frame scriptlevel displaystyle accent accentunder linethickness minsize maxsize symmetric ' +
    'linebreak voffset depth notation mathcolor mathbackground mathsize side display movablelimits form largeop'
  ).split(' '),
);

const properties = new Set(
  (
    'height width min-width vertical-align top bottom left right position color background-color margin-top margin-right ' +
    'margin-bottom margin-left padding-left padding-right border-top-width border-right-width border-bottom-width ' +
    'border-left-width border-width border-style border-color border-right-style border-bottom-style border-left-style ' +
    'border-top-style border-bottom-color border-top-color border-right-color border-left-color font-size font-weight font-style ' +
    'text-shadow'
  ).split(' '),
);

/** Throws if the formula has an element, an attribute or a style that is not on the list. */
export function checkFormula(formula: Element): void {
  for (const element of [formula, ...formula.querySelectorAll('*')]) {
    if (!tags.has(element.localName)) throw new Error(`a formula has no <${element.localName}>`);
    for (const { name } of element.attributes) {
      if (!attributes.has(name)) throw new Error(`a formula has no attribute ${name}`);
    }
    const { style } = element as HTMLElement;
    for (const property of style) {
      // A border's short form names its image too, to say that there is none.
      const isUnset = property.startsWith('border-image-') && !style.getPropertyValue(property).includes('(');
      if (!isUnset && !properties.has(property)) throw new Error(`a formula has no style ${property}`);
    }
  }
}

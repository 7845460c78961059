import type { Look } from './messages.ts';

/** Relative luminance above which dark letters read better than light ones (WCAG: where both contrasts are the same). */
const middle = 0.179;

/** Gives words on a colour that the diagram chose by itself the ink that can be read on it. */
export function readableLabels(root: SVGSVGElement, { paper, ink, isDark }: Look): void {
  const [dark, light] = isDark ? [paper, ink] : [ink, paper];
  for (const node of root.querySelectorAll('.node')) {
    const shape = node.querySelector<SVGElement>('.label-container, rect, polygon, circle, path');
    const fill = shape?.getAttribute('style')?.includes('fill')
      ? luminance(getComputedStyle(shape).fill)
      : null;
    if (fill === null) continue;
    for (const label of node.querySelectorAll<SVGElement>('text, tspan')) {
      if (label.getAttribute('style')?.includes('fill')) continue;
      label.style.setProperty('fill', fill > middle ? dark : light, 'important');
    }
  }
}

/** Of `rgb(…)`; null for what is no plain colour. */
function luminance(colour: string): number | null {
  const parts = /^rgb\((\d+), (\d+), (\d+)\)$/.exec(colour);
  if (!parts) return null;
  const [red = 0, green = 0, blue = 0] = parts.slice(1).map((part) => linear(Number(part) / 255));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const linear = (part: number): number => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);

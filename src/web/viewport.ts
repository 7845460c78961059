/**
 * Keeps the page above the keyboard of a phone where the browser does not: iOS lays its keyboard over the page and moves
 * the page under it, so that the composer would be hidden or the top bar lost.
 */
export function fitAboveKeyboard(): () => void {
  const viewport = window.visualViewport;
  if (!viewport) return () => undefined;
  const fit = (): void => {
    const isCovered = viewport.scale === 1 && window.innerHeight - viewport.height > 1;
    const { style } = document.documentElement;
    if (isCovered) style.setProperty('--page-height', `${viewport.height}px`);
    else style.removeProperty('--page-height');
    if (isCovered && viewport.offsetTop > 0) window.scrollTo(0, 0);
  };
  const listeners = new AbortController();
  viewport.addEventListener('resize', fit, { signal: listeners.signal });
  viewport.addEventListener('scroll', fit, { signal: listeners.signal });
  return () => listeners.abort();
}

/** How far from the view an image begins to be loaded: beyond the window, and beyond what scrolls in it. */
const near = { rootMargin: '600px', scrollMargin: '600px' };

const waiting = new WeakMap<Element, () => void>();
let observer: IntersectionObserver | undefined;

/** Calls once the element is in the view or near to it. One that leaves the page is forgotten. */
export function whenNear(element: Element, act: () => void): void {
  observer ??= new IntersectionObserver(onSeen, near);
  waiting.set(element, act);
  observer.observe(element);
}

function onSeen(entries: readonly IntersectionObserverEntry[]): void {
  for (const { target, isIntersecting } of entries) {
    if (isIntersecting || !target.isConnected) observer?.unobserve(target);
    if (isIntersecting) waiting.get(target)?.();
  }
}

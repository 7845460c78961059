import { isUpward, keyStep } from './scroll-keys.ts';

/** A finger that has moved less may only have touched. */
const touchPx = 4;

interface Told {
  /** The reader turns up, in whatever way: what moves then is not the text's doing. */
  up(): void;
  /** The reader goes on reading where they are: they have selected something, or opened a fold. */
  stay(): void;
}

/** Listens for what a reader does with wheel, fingers, keys, selection and folds, until it is told to stop. */
export function followReader(element: HTMLElement, { up, stay }: Told, signal: AbortSignal): void {
  const passive = { signal, passive: true };
  let touchY = 0;
  element.addEventListener(
    'wheel',
    // With Ctrl it is the page's size that is changed.
    ({ deltaY, ctrlKey }) => {
      if (deltaY < 0 && !ctrlKey) up();
    },
    passive,
  );
  element.addEventListener('touchstart', (event) => (touchY = yOf(event)), passive);
  element.addEventListener(
    'touchmove',
    (event) => {
      if (yOf(event) > touchY + touchPx) up();
    },
    passive,
  );
  element.addEventListener(
    'click',
    ({ target }) => {
      if (target instanceof Element && target.closest('summary')) stay();
    },
    { signal, capture: true },
  );
  document.addEventListener('keydown', (event) => onKey(event, element, up), { signal });
  document.addEventListener(
    'selectionchange',
    () => {
      if (hasSelection(element)) stay();
    },
    { signal },
  );
}

function onKey(event: KeyboardEvent, element: HTMLElement, up: () => void): void {
  const isNowhere = event.target === document.body;
  const isHere = event.target instanceof Node && element.contains(event.target);
  if (event.defaultPrevented || isTyped(event) || !(isNowhere || isHere)) return;
  if (isUpward(event)) up();
  const step = isNowhere ? keyStep(event, element) : 0;
  if (step !== 0) element.scrollTop += step;
}

function hasSelection(element: HTMLElement): boolean {
  const selection = getSelection();
  return selection !== null && !selection.isCollapsed && element.contains(selection.anchorNode);
}

const yOf = (event: TouchEvent): number => event.touches[0]?.clientY ?? 0;

const isTyped = ({ target, isComposing }: KeyboardEvent): boolean =>
  isComposing || (target instanceof HTMLElement && target.closest('input, textarea, select') !== null);

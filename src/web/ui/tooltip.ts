import type { Attachment } from 'svelte/attachments';

const openDelayMs = 500;
const gap = 6;

let bubble: HTMLElement | undefined;

/** One bubble for the whole page, in the top layer so that nothing clips it. */
function bubbleOf(document: Document): HTMLElement {
  if (bubble?.isConnected) return bubble;
  bubble = document.createElement('div');
  bubble.className = 'tooltip';
  bubble.popover = 'manual';
  // The element it belongs to has the same words as its name.
  bubble.setAttribute('aria-hidden', 'true');
  document.body.append(bubble);
  return bubble;
}

function show(target: HTMLElement, text: string): void {
  const element = bubbleOf(target.ownerDocument);
  element.textContent = text;
  element.showPopover();
  const at = target.getBoundingClientRect();
  const { width, height } = element.getBoundingClientRect();
  const { innerWidth, innerHeight } = window;
  const left = Math.max(gap, Math.min(at.left + at.width / 2 - width / 2, innerWidth - width - gap));
  const below = at.bottom + gap;
  element.style.left = `${left}px`;
  element.style.top = `${below + height > innerHeight ? at.top - gap - height : below}px`;
}

function hide(): void {
  if (bubble?.matches(':popover-open')) bubble.hidePopover();
}

/**
 * Shows the name of a button that has no words: after a moment under the mouse, at once with the keyboard.
 * Never by touch, where a long press means something else.
 */
export function tooltip(text: string): Attachment<HTMLElement> {
  return (target) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const close = (): void => {
      clearTimeout(timer);
      hide();
    };
    const enter = (event: PointerEvent): void => {
      if (event.pointerType !== 'mouse') return;
      timer = setTimeout(show, openDelayMs, target, text);
    };
    const focus = (): void => {
      if (target.matches(':focus-visible')) show(target, text);
    };
    const key = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') close();
    };
    const listeners = new AbortController();
    const { signal } = listeners;
    target.addEventListener('pointerenter', enter, { signal });
    target.addEventListener('pointerleave', close, { signal });
    target.addEventListener('pointerdown', close, { signal });
    target.addEventListener('focus', focus, { signal });
    target.addEventListener('blur', close, { signal });
    target.addEventListener('keydown', key, { signal });
    return () => {
      listeners.abort();
      close();
    };
  };
}

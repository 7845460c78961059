/** How far a key moves a view that is so high, in pixels: negative is up, 0 not at all. */
export function keyStep(event: KeyboardEvent, { clientHeight, scrollHeight }: HTMLElement): number {
  if (event.ctrlKey || event.metaKey || event.altKey) return 0;
  switch (event.key) {
    case 'ArrowUp':
      return -40;
    case 'ArrowDown':
      return 40;
    case 'PageUp':
      return -0.9 * clientHeight;
    case 'PageDown':
      return 0.9 * clientHeight;
    case 'Home':
      return -scrollHeight;
    case 'End':
      return scrollHeight;
    default:
      return 0;
  }
}

/** Whether a key leads up, by whoever handles it. */
export const isUpward = ({ key, shiftKey }: KeyboardEvent): boolean =>
  key === 'ArrowUp' || key === 'PageUp' || key === 'Home' || (key === ' ' && shiftKey);

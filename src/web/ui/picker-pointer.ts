import type { Attachment } from 'svelte/attachments';

interface Pointing {
  /** The pointer moves over an item. */
  point: (id: string) => void;
  choose: (id: string) => void;
  star: (id: string) => void;
  /** The end of what is drawn comes near. */
  nearEnd: () => void;
}

const nearPx = 800;

/** What a mouse or a thumb does in a list, heard on the list alone, so that its items cost nothing. */
export function pointing({ point, choose, star, nearEnd }: Pointing): Attachment<HTMLElement> {
  return (list) => {
    const heard = new AbortController();
    const { signal } = heard;
    list.addEventListener('pointermove', ({ target }) => withItem(target, point), { signal, passive: true });
    // The focus stays where it is typed.
    list.addEventListener('mousedown', (event) => event.preventDefault(), { signal });
    list.addEventListener('click', ({ target }) => withItem(target, isStar(target) ? star : choose), {
      signal,
    });
    const look = (): void => {
      if (list.scrollTop + list.clientHeight > list.scrollHeight - nearPx) nearEnd();
    };
    list.addEventListener('scroll', look, { signal, passive: true });
    return () => heard.abort();
  };
}

function isStar(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[data-star]') !== null;
}

function withItem(target: EventTarget | null, act: (id: string) => void): void {
  const item = target instanceof Element ? target.closest<HTMLElement>('[data-id]') : null;
  if (item?.dataset['id'] !== undefined) act(item.dataset['id']);
}

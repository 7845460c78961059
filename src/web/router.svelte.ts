import { Id } from '../protocol/ids.ts';
import * as z from 'zod/mini';

/**
 * What an address shows. `settings` and `usage` lie over the place they were opened from. A link to a message names that
 * behind `#m=`: it is gone to once, and then is not in the address any more.
 */
export type Route =
  | { name: 'start' }
  | { name: 'conversation'; conversationId: string; messageId: string | undefined }
  | { name: 'settings' }
  | { name: 'usage' }
  | { name: 'not-found' };

export function routeOf(path: string, hash = ''): Route {
  if (path === '/') return { name: 'start' };
  if (path === '/settings') return { name: 'settings' };
  if (path === '/usage') return { name: 'usage' };
  const conversationId = /^\/c\/([^/]+)\/?$/.exec(path)?.[1];
  if (isId(conversationId)) {
    const messageId = /^#m=(.+)$/.exec(hash)?.[1];
    return { name: 'conversation', conversationId, messageId: isId(messageId) ? messageId : undefined };
  }
  return { name: 'not-found' };
}

const isId = (text: string | undefined): text is string => z.safeParse(Id, text).success;

export const conversationPath = (conversationId: string): string => `/c/${conversationId}`;

export const messagePath = (conversationId: string, messageId: string): string =>
  `${conversationPath(conversationId)}#m=${messageId}`;

/** The mark of a step that was made within the page: there is something of ours to go back to. */
const steppedTo = 'stepped';

class Router {
  #route = $state.raw<Route>({ name: 'start' });
  readonly #beforeStep = new Set<() => void>();

  constructor() {
    this.#read();
    addEventListener('popstate', () => this.#read());
  }

  get route(): Route {
    return this.#route;
  }

  /** `call` is called before something else is shown, until it is told to stop. */
  beforeStep(call: () => void): () => void {
    this.#beforeStep.add(call);
    return () => this.#beforeStep.delete(call);
  }

  go(path: string): void {
    const { pathname, hash } = new URL(path, location.href);
    if (pathname !== location.pathname) history.pushState(steppedTo, '', pathname);
    this.#read(hash);
  }

  /** From what lies over the page back to what is under it. */
  close(): void {
    if (history.state === steppedTo) history.back();
    else this.replace('/');
  }

  /** Changes the address without a step to go back to. */
  replace(path: string): void {
    history.replaceState(null, '', path);
    this.#read();
  }

  #read(hash = location.hash): void {
    for (const call of this.#beforeStep) call();
    this.#route = routeOf(location.pathname, hash);
    if (location.hash.startsWith('#m=')) history.replaceState(history.state, '', location.pathname);
  }
}

export const router = new Router();

/** For links of ours: a plain click stays on the page, everything else (a new tab, say) is the browser's. */
export function followLink(event: MouseEvent & { currentTarget: HTMLAnchorElement }): void {
  if (!isPlainClick(event)) return;
  event.preventDefault();
  router.go(event.currentTarget.pathname + event.currentTarget.hash);
}

export const isPlainClick = (event: MouseEvent): boolean =>
  event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;

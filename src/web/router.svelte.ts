import { Id } from '../protocol/ids.ts';
import * as z from 'zod/mini';

/** What an address shows. `settings` and `usage` lie over the place they were opened from. */
export type Route =
  | { name: 'start' }
  | { name: 'conversation'; conversationId: string }
  | { name: 'settings' }
  | { name: 'usage' }
  | { name: 'not-found' };

export function routeOf(path: string): Route {
  if (path === '/') return { name: 'start' };
  if (path === '/settings') return { name: 'settings' };
  if (path === '/usage') return { name: 'usage' };
  const conversationId = /^\/c\/([^/]+)\/?$/.exec(path)?.[1];
  if (conversationId !== undefined && z.safeParse(Id, conversationId).success) {
    return { name: 'conversation', conversationId };
  }
  return { name: 'not-found' };
}

export const conversationPath = (conversationId: string): string => `/c/${conversationId}`;

/** The mark of a step that was made within the page: there is something of ours to go back to. */
const steppedTo = 'stepped';

class Router {
  #route = $state.raw(routeOf(location.pathname));
  readonly #beforeStep = new Set<() => void>();

  constructor() {
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
    if (path !== location.pathname) history.pushState(steppedTo, '', path);
    this.#read();
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

  #read(): void {
    for (const call of this.#beforeStep) call();
    this.#route = routeOf(location.pathname);
  }
}

export const router = new Router();

/** For links of ours: a plain click stays on the page, everything else (a new tab, say) is the browser's. */
export function followLink(event: MouseEvent & { currentTarget: HTMLAnchorElement }): void {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  router.go(event.currentTarget.pathname);
}

import { keepText, keptText } from '../kept-text.ts';

const storageKey = 'inkstone.sidebar';

/** Whether the list is shown: beside the conversation where there is room, as a drawer over it where there is not. */
class Sidebar {
  readonly #narrow = matchMedia('(max-width: 52rem)');
  isNarrow = $state(this.#narrow.matches);
  drawerOpen = $state(false);
  #collapsed = $state(keptText(storageKey) === 'collapsed');

  constructor() {
    this.#narrow.addEventListener('change', ({ matches }) => {
      this.isNarrow = matches;
      this.drawerOpen = false;
    });
  }

  get shown(): boolean {
    return this.isNarrow ? this.drawerOpen : !this.#collapsed;
  }

  show(): void {
    if (this.isNarrow) this.drawerOpen = true;
    else this.#collapse(false);
  }

  hide(): void {
    if (this.isNarrow) this.drawerOpen = false;
    else this.#collapse(true);
  }

  toggle(): void {
    if (this.shown) this.hide();
    else this.show();
  }

  /** A drawer has done its work once something was chosen in it. */
  leaveDrawer(): void {
    this.drawerOpen = false;
  }

  #collapse(collapsed: boolean): void {
    this.#collapsed = collapsed;
    keepText(storageKey, collapsed ? 'collapsed' : 'open');
  }
}

export const sidebar = new Sidebar();

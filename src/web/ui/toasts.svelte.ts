/** A short word about what has just happened, with at most one thing to do about it. */
export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly look: 'plain' | 'danger';
  readonly action: { label: string; run: () => void } | undefined;
}

interface ToastOptions {
  look?: Toast['look'];
  action?: Toast['action'];
}

const atMost = 3;
const shownMs = 6_000;
/** Long enough to find the way to the button with a keyboard. */
const shownWithActionMs = 12_000;

export class Toasts {
  shown = $state.raw<readonly Toast[]>([]);
  #nextId = 1;
  #paused = false;
  readonly #timers = new Map<number, ReturnType<typeof setTimeout>>();

  /** Said again, with the same thing to do about it, a word takes the place of what stands there. */
  show(text: string, { look = 'plain', action }: ToastOptions = {}): void {
    const toast: Toast = { id: this.#nextId++, text, look, action };
    for (const old of this.shown) if (saysTheSame(old, toast)) this.dismiss(old.id);
    for (const old of this.shown.slice(0, this.shown.length + 1 - atMost)) this.dismiss(old.id);
    this.shown = [...this.shown, toast];
    if (!this.#paused) this.#startTimer(toast);
  }

  dismiss(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    this.shown = this.shown.filter((toast) => toast.id !== id);
  }

  /** Nothing goes away while it is pointed at or has the focus. */
  pause(): void {
    this.#paused = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  resume(): void {
    this.#paused = false;
    for (const toast of this.shown) this.#startTimer(toast);
  }

  #startTimer({ id, action }: Toast): void {
    clearTimeout(this.#timers.get(id));
    const timer = setTimeout(() => this.dismiss(id), action ? shownWithActionMs : shownMs);
    this.#timers.set(id, timer);
  }
}

const saysTheSame = (one: Toast, other: Toast): boolean =>
  one.text === other.text && one.action?.run === other.action?.run;

export const toasts = new Toasts();

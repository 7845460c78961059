import { ApiError } from '../../protocol/errors.ts';
import type { NoticeCode } from '../../protocol/notice.ts';

export interface TroubleState {
  code: NoticeCode;
  /** It has lasted so long that nobody's upstream should wait for its end. */
  isLasting: boolean;
}

const lastingMs = 60_000;

type Listener = (state: TroubleState | null) => void;

/**
 * Whether the disk takes nothing at the moment. It is told beside the journal and not through it: what cannot be
 * committed cannot be an event.
 */
export class Trouble {
  readonly #listeners = new Set<Listener>();
  readonly #onError: (error: unknown) => void;
  #state: TroubleState | null = null;
  #sinceMs = 0;

  /** `onError`: a listener that throws must keep nothing from the others. */
  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  /** `null`: all is well. */
  get state(): TroubleState | null {
    return this.#state;
  }

  /**
   * Does what the disk has to take, and waits for it. Throws `ApiError` where the disk takes nothing: at once, and nothing
   * is begun; or as soon as that happens, and what was begun goes on, but nobody is kept waiting for it.
   */
  async unlessMet<T>(work: () => Promise<T>): Promise<T> {
    if (this.#state) throw new ApiError(this.#state.code);
    const met = Promise.withResolvers<never>();
    const unsubscribe = this.subscribe((state) => {
      if (state) met.reject(new ApiError(state.code));
    });
    try {
      return await Promise.race([work(), met.promise]);
    } finally {
      unsubscribe();
    }
  }

  /** Called at each change, until the returned function is. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The disk has refused something. `nowMs`: of a clock that never steps. */
  met(code: NoticeCode, nowMs: number): void {
    if (!this.#state) this.#sinceMs = nowMs;
    this.#set({ code, isLasting: nowMs - this.#sinceMs >= lastingMs });
  }

  /** The disk has taken something. Returns how long it had not, in milliseconds; `null` if all was well before. */
  passed(nowMs: number): number | null {
    if (!this.#state) return null;
    this.#set(null);
    return nowMs - this.#sinceMs;
  }

  #set(state: TroubleState | null): void {
    const before = this.#state;
    this.#state = state;
    if (before?.code === state?.code && before?.isLasting === state?.isLasting) return;
    for (const listener of this.#listeners) this.#call(listener);
  }

  #call(listener: Listener): void {
    try {
      listener(this.#state);
    } catch (error) {
      this.#onError(error);
    }
  }
}

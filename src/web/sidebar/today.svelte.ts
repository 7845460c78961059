import { onMount } from 'svelte';
import { startOfDay } from './day-groups.ts';

/** The time as far as days go: it changes at midnight, and when a page that slept is looked at again. */
export class Today {
  nowMs = $state(Date.now());

  constructor() {
    onMount(() => this.#follow());
  }

  #follow(): () => void {
    let timer = this.#wait();
    const wake = (): void => {
      if (document.hidden || startOfDay(Date.now()) === startOfDay(this.nowMs)) return;
      clearTimeout(timer);
      timer = this.#turn();
    };
    document.addEventListener('visibilitychange', wake);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', wake);
    };
  }

  #turn(): ReturnType<typeof setTimeout> {
    this.nowMs = Date.now();
    return this.#wait();
  }

  #wait(): ReturnType<typeof setTimeout> {
    return setTimeout(() => this.#turn(), startOfDay(Date.now(), -1) - Date.now() + 1_000);
  }
}

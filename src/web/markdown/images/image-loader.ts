import { call, type Caller } from '../../../protocol/client.ts';
import { loadImage } from '../../../protocol/images.ts';
import { photo } from '../view/sink.ts';
import { allowedHosts } from './allowed-hosts.ts';

/** A browser has six connections to us; tabs hold some of them, and sending needs one. */
const mostAtOnce = 2;
const mostKeptBytes = 64 * 1024 * 1024;
/** The server's own limit, and the time that it takes to say so. */
const limitMs = 20_000;

interface Kept {
  readonly blob: Blob;
  /** As it was drawn last. */
  image: HTMLImageElement | null;
}

/**
 * Has the server fetch images, a few at a time, and keeps those that came last: a conversation that is left and come back to
 * shows them at once. The browser itself never speaks with their hosts.
 */
export class ImageLoader {
  readonly #caller: Caller;
  readonly #kept = new Map<string, Kept>();
  #keptBytes = 0;
  #underWay = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /** What was drawn of it and is not on the page any more: it takes its place again at once, as large as it was. */
  drawn(url: string): HTMLImageElement | null {
    const image = this.#kept.get(url)?.image;
    return image && !image.isConnected ? image : null;
  }

  /**
   * `hosts`: those that may be asked for it, besides the ones that are always allowed. Null for what is no image; throws as
   * `call` does.
   */
  async load(url: string, hosts: readonly string[]): Promise<HTMLImageElement | null> {
    const blob = this.#kept.get(url)?.blob ?? (await this.#fetch(url, hosts));
    const image = await photo(blob);
    const kept = this.#kept.get(url);
    if (kept) kept.image = image;
    return image;
  }

  async #fetch(url: string, hosts: readonly string[]): Promise<Blob> {
    if (this.#underWay >= mostAtOnce) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#underWay++;
    try {
      const allowed = [...new Set([...hosts, ...allowedHosts()])];
      const signal = AbortSignal.timeout(limitMs);
      const blob = await call(this.#caller, loadImage, {}, { url, hosts: allowed }, { signal });
      this.#keep(url, blob);
      return blob;
    } finally {
      // Its place goes to the next one, or is free.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#underWay--;
    }
  }

  #keep(url: string, blob: Blob): void {
    this.#keptBytes += blob.size - (this.#kept.get(url)?.blob.size ?? 0);
    this.#kept.set(url, { blob, image: null });
    for (const [oldest, { blob: old }] of this.#kept) {
      if (this.#keptBytes <= mostKeptBytes) return;
      this.#kept.delete(oldest);
      this.#keptBytes -= old.size;
    }
  }
}

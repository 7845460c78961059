import type { Destination } from '../view/destinations.ts';
import type { ImagePlaces } from '../view/drawing.ts';
import { allowedHosts, allowHost } from './allowed-hosts.ts';
import { standsAlone } from './alone.ts';
import { ImageBox } from './image-box.ts';
import { ImageLoader } from './image-loader.ts';
import { imageSource } from './image-source.ts';

const loader = new ImageLoader({ origin: '', fetch: (input, init) => fetch(input, init) });

/**
 * What was allowed once, by the exact address of the image, with the hosts that it may come from, until the page is left. A
 * host is not allowed by that: an answer that goes on could tell it what it likes, in the address of a further image.
 */
const allowedOnce = new Map<string, ReadonlySet<string>>();

/** The images of one answer. None is loaded before a person has ordered it, from its host: for once, or for good. */
export class AnswerImages implements ImagePlaces {
  #boxes: ImageBox[] = [];
  readonly #boxOf = new WeakMap<Element, ImageBox>();

  draw(destination: Destination, alt: string, isInLink: boolean): HTMLElement | null {
    const source = imageSource(destination);
    if (!source) return null;
    const box = new ImageBox(source, alt, isInLink, {
      drawn: () => loader.drawn(source.url),
      load: (hosts) => loader.load(source.url, hosts),
      allow: (host, always) => this.#allow(host, always),
    });
    this.#boxes.push(box);
    this.#boxOf.set(box.element, box);
    const hosts = allowedOnce.get(source.url) ?? new Set<string>();
    if (hosts.size > 0 || allowedHosts().includes(source.host)) box.show([source.host, ...hosts]);
    return box.element;
  }

  settle(paragraph: HTMLElement): void {
    if (this.#boxes.length === 0) return;
    for (const picture of paragraph.querySelectorAll('.picture')) {
      if (standsAlone(picture, paragraph)) this.#boxOf.get(picture)?.standAlone();
    }
  }

  /** A click on a host is meant for all images that wait for it in this answer, as it stands now. */
  #allow(host: string, always: boolean): void {
    if (always) allowHost(host);
    this.#boxes = this.#boxes.filter(({ element }) => element.isConnected);
    for (const box of this.#boxes) {
      if (box.waitsFor !== host) continue;
      const hosts = new Set([...(allowedOnce.get(box.source.url) ?? []), box.source.host, host]);
      allowedOnce.set(box.source.url, hosts);
      box.show([...hosts]);
    }
  }
}

import { ApiError } from '../../../protocol/errors.ts';
import { failureSentence } from '../../i18n/failure.ts';
import { t } from '../../i18n/i18n.svelte.ts';
import { element, photo, setAttributes, text } from '../view/sink.ts';
import type { ImageSource } from './image-source.ts';
import { whenNear } from './near-view.ts';

interface ImageOrders {
  /** The image, from these hosts and those that are always allowed. */
  load(hosts: readonly string[]): Promise<Blob>;
  /** A person allows a host. */
  allow(host: string, always: boolean): void;
}

/**
 * The place of an image. It begins as words, the host, and the choice to load from there; while the image comes it has the
 * shape that most of them have, so that little moves when it is there.
 */
export class ImageBox {
  readonly element: HTMLElement;
  readonly source: ImageSource;
  readonly #alt: string;
  readonly #isInLink: boolean;
  readonly #orders: ImageOrders;
  #waitsFor: string | null;

  /** `alt`: with nothing hidden in it. */
  constructor(source: ImageSource, alt: string, isInLink: boolean, orders: ImageOrders) {
    this.source = source;
    this.#alt = alt;
    this.#isInLink = isInLink;
    this.#orders = orders;
    this.#waitsFor = source.host;
    const name = t('markdown_image', { text: alt });
    this.element = element('span', { class: 'picture', role: 'group', 'aria-label': name });
    this.element.append(this.#words(), ...this.#choices(source.host), ...this.#wayOut());
  }

  /** The host that a person has to allow before anything is loaded; null: it is loaded, or was tried to be. */
  get waitsFor(): string | null {
    return this.#waitsFor;
  }

  /** Loads and shows it, once it is near the view. */
  show(hosts: readonly string[]): void {
    this.#waitsFor = null;
    const status = element('span', { class: 'status', role: 'status' });
    status.append(text(t('image_loading')));
    this.#become('picture loading', [this.#words(), status, ...this.#wayOut()]);
    whenNear(this.element, () => void this.#load(hosts));
  }

  async #load(hosts: readonly string[]): Promise<void> {
    let blob: Blob;
    try {
      blob = await this.#orders.load(hosts);
    } catch (error) {
      return this.#fail(error, hosts);
    }
    const image = await photo(blob, this.#alt);
    if (image) this.#become('picture shown', [image, ...this.#wayOut()]);
    else this.#fail(new ApiError('image_unreadable'), hosts);
  }

  #fail(error: unknown, hosts: readonly string[]): void {
    if (error instanceof ApiError && error.code === 'host_elsewhere' && error.detail)
      return this.#sentOn(error.detail);
    const retry = this.#button(t('image_retry'), () => this.show(hosts));
    this.#become('picture', [this.#words(), reason(whyOf(error)), retry, ...this.#wayOut()]);
  }

  /** Its host does not have it, but says who does: that one was not allowed. */
  #sentOn(host: string): void {
    this.#waitsFor = host;
    const why = t('image_elsewhere', { host: this.source.host, other: host });
    this.#become('picture', [this.#words(), reason(why), ...this.#choices(host), ...this.#wayOut()]);
  }

  /** Shows something else; who was in it with the keyboard stays there. */
  #become(name: string, parts: readonly Node[]): void {
    const hadFocus = this.element.contains(document.activeElement);
    setAttributes(this.element, 'span', { class: name });
    this.element.replaceChildren(...parts);
    if (!hadFocus) return;
    setAttributes(this.element, 'span', { tabindex: '-1' });
    this.element.focus({ preventScroll: true });
  }

  #words(): HTMLElement {
    const words = element('span', { class: 'words' });
    words.append(text(this.#alt));
    return words;
  }

  #choices(host: string): HTMLElement[] {
    const always = this.#button(t('image_always'), () => this.#orders.allow(host, true));
    setAttributes(always, 'button', { 'aria-label': t('image_always_from', { host }) });
    const once = this.#button(t('image_load_from', { host }), () => this.#orders.allow(host, false));
    return [once, always];
  }

  /** Says the host, whatever else is said beside it. What is in a link already leads where that does. */
  #wayOut(): HTMLElement[] {
    if (this.#isInLink) return [];
    const { href, host } = this.source;
    const link = element('a', { class: 'host', href, 'aria-label': t('image_open_at', { host }) });
    link.append(text(host));
    return [link];
  }

  #button(words: string, act: () => void): HTMLButtonElement {
    const button = element('button', { type: 'button' });
    button.append(text(words));
    button.addEventListener('click', (event) => {
      // It may stand in a link, which is not what was clicked.
      event.preventDefault();
      event.stopPropagation();
      act();
    });
    return button;
  }
}

function reason(why: string): HTMLElement {
  const said = element('span', { class: 'status', role: 'status' });
  said.append(text(why));
  return said;
}

/** With what the host itself said, where it said no. */
function whyOf(error: unknown): string {
  const isLate = error instanceof DOMException && error.name === 'TimeoutError';
  const known = isLate ? new ApiError('host_unreachable', undefined, { cause: error }) : error;
  const said = known instanceof ApiError ? /^HTTP \d{3}$/.exec(known.detail ?? '')?.[0] : undefined;
  return said ? `${failureSentence(known)} (${said})` : failureSentence(known);
}

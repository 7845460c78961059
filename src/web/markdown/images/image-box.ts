import { ApiError } from '../../../protocol/errors.ts';
import { failureSentence } from '../../i18n/failure.ts';
import { t } from '../../i18n/i18n.svelte.ts';
import { element, setAttributes, text } from '../view/sink.ts';
import type { ImageSource } from './image-source.ts';
import { whenNear } from './near-view.ts';

interface ImageOrders {
  /** The image, if it was there before and is nowhere on the page now. */
  drawn(): HTMLImageElement | null;
  /** The image, from these hosts and those that are always allowed; null for what is none. */
  load(hosts: readonly string[]): Promise<HTMLImageElement | null>;
  /** A person allows a host. */
  allow(host: string, always: boolean): void;
}

type State = 'waiting' | 'loading' | 'failed' | 'shown' | 'shown small';

/** An image of one or two lines: an icon, a badge. */
const smallPx = 48;

/**
 * The place of an image. It begins as words, the host, and the choice to load from there: within a line of text folded to a
 * chip as high as the line, alone as a card. While the image comes the card has the shape that most of them have, so that
 * little moves when it is there.
 */
export class ImageBox {
  readonly element: HTMLElement;
  readonly source: ImageSource;
  readonly #alt: string;
  readonly #isInLink: boolean;
  readonly #orders: ImageOrders;
  #isAlone = false;
  /** A person has unfolded the chip. */
  #isOpen = false;
  #waitsFor: string | null;

  /** `alt`: with nothing hidden in it. */
  constructor(source: ImageSource, alt: string, isInLink: boolean, orders: ImageOrders) {
    this.source = source;
    this.#alt = alt;
    this.#isInLink = isInLink;
    this.#orders = orders;
    this.#waitsFor = source.host;
    this.element = element('span', { role: 'group', 'aria-label': t('markdown_image', { text: alt }) });
    this.#become('waiting', [...this.#choices(source.host), ...this.#wayOut()]);
  }

  /** The host that a person has to allow before anything is loaded; null: it is loaded, or was tried to be. */
  get waitsFor(): string | null {
    return this.#waitsFor;
  }

  /** Nothing else stands in its line. */
  standAlone(): void {
    this.#isAlone = true;
    this.#unfold();
  }

  /** Loads and shows it, once it is near the view. */
  show(hosts: readonly string[]): void {
    this.#waitsFor = null;
    this.#isOpen = false;
    const drawn = this.#orders.drawn();
    if (drawn) return this.#arrive(drawn);
    const status = element('span', { class: 'status', role: 'status' });
    status.append(text(t('image_loading')));
    this.#become('loading', [status, ...this.#wayOut()]);
    whenNear(this.element, () => void this.#load(hosts));
  }

  async #load(hosts: readonly string[]): Promise<void> {
    let image: HTMLImageElement | null;
    try {
      image = await this.#orders.load(hosts);
    } catch (error) {
      return this.#fail(error, hosts);
    }
    if (image) this.#arrive(image);
    else this.#fail(new ApiError('image_unreadable'), hosts);
  }

  #arrive(image: HTMLImageElement): void {
    image.alt = this.#alt;
    const isSmall = image.naturalHeight <= smallPx;
    const [way] = this.#wayOut();
    if (isSmall) way?.replaceChildren(image);
    const isInWay = image.parentElement !== null;
    this.#become(isSmall ? 'shown small' : 'shown', [...(isInWay ? [] : [image]), ...(way ? [way] : [])]);
  }

  #fail(error: unknown, hosts: readonly string[]): void {
    if (error instanceof ApiError && error.code === 'host_elsewhere' && error.detail)
      return this.#sentOn(error.detail);
    const retry = this.#button(t('image_retry'), () => this.show(hosts));
    this.#become('failed', [reason(whyOf(error)), retry, ...this.#wayOut()]);
  }

  /** Its host does not have it, but says who does: that one was not allowed. */
  #sentOn(host: string): void {
    this.#waitsFor = host;
    const why = t('image_elsewhere', { host: this.source.host, other: host });
    this.#become('failed', [reason(why), ...this.#choices(host), ...this.#wayOut()]);
  }

  /** Shows something else; who was in it with the keyboard stays there. */
  #become(state: State, parts: readonly Node[]): void {
    const hadFocus = this.element.contains(document.activeElement);
    const isFolded = !this.#isAlone && !this.#isOpen && !state.startsWith('shown');
    setAttributes(this.element, 'span', { class: `picture ${state}${isFolded ? ' folded' : ''}` });
    const words = state.startsWith('shown')
      ? []
      : [isFolded ? this.#chip(state === 'failed') : this.#words()];
    this.element.replaceChildren(...words, ...parts);
    if (!hadFocus) return;
    setAttributes(this.element, 'span', { tabindex: '-1' });
    this.element.focus({ preventScroll: true });
  }

  /** What stands in a line of text for all the rest. */
  #chip(isFailed: boolean): HTMLElement {
    const chip = this.#button('', () => {
      this.#unfold();
      this.element.querySelector<HTMLElement>('button, a')?.focus({ preventScroll: true });
    });
    setAttributes(chip, 'button', { class: 'chip' });
    const [kind, host] = [element('span', { class: 'kind' }), element('span', { class: 'host' })];
    kind.append(text(t(isFailed ? 'image_chip_failed' : 'image_chip')));
    host.append(text(this.source.host));
    chip.append(kind, this.#words(), host);
    return chip;
  }

  #unfold(): void {
    this.#isOpen = true;
    this.element.classList.remove('folded');
    this.element.querySelector('.chip')?.replaceWith(this.#words());
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

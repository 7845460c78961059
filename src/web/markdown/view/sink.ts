/**
 * The one door from an answer to the page: whatever a model wrote becomes elements of this list with these attributes,
 * a picture, a frame of another origin, or text. Nothing here can run in the page, load, or lead anywhere but where
 * `destinationOf` permits.
 */
import { imageTypes } from '../../../protocol/images.ts';
import { destinationOf } from './destinations.ts';

const none = [] as const;

/** What each element may carry besides `class`. */
const allowed = {
  a: ['href', 'title', 'id', 'aria-label'],
  blockquote: none,
  br: none,
  button: ['type', 'aria-label'],
  code: none,
  div: ['role', 'aria-label', 'tabindex'],
  em: none,
  h3: none,
  h4: none,
  h5: none,
  h6: none,
  hr: none,
  li: ['id', 'value', 'tabindex', 'role'],
  ol: ['start', 'role'],
  p: none,
  pre: ['tabindex', 'lang'],
  s: none,
  span: ['title', 'aria-hidden', 'aria-label', 'data-code', 'role', 'tabindex'],
  strong: none,
  sup: none,
  table: none,
  tbody: none,
  td: none,
  th: ['scope'],
  thead: none,
  tr: none,
  ul: ['role'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type Tag = keyof typeof allowed;
type Attributes<T extends Tag> = Readonly<Partial<Record<(typeof allowed)[T][number] | 'class', string>>>;

/** A place within the answer itself. */
const ownPlace = /^#[\w-]+$/;

/** An element of the closed list; throws for what is not on it. */
export function element<T extends Tag>(tag: T, attributes?: Attributes<T>): HTMLElementTagNameMap[T] {
  if (!Object.hasOwn(allowed, tag)) throw new Error(`an answer has no <${tag}>`);
  const created = document.createElement(tag);
  if (attributes) setAttributes(created, tag, attributes);
  return created;
}

/** Gives an element attributes of the closed list; throws for what is not on it. */
export function setAttributes<T extends Tag>(
  target: HTMLElementTagNameMap[T],
  tag: T,
  attributes: Attributes<T>,
): void {
  const names: readonly string[] = allowed[tag];
  for (const [name, value] of Object.entries<string>(attributes as Record<string, string>)) {
    if (name !== 'class' && !names.includes(name)) throw new Error(`<${tag}> has no ${name} in an answer`);
    if (name === 'href') setAddress(target, value);
    else target.setAttribute(name, value);
  }
}

export type Direction = 'ltr' | 'rtl';

/** On which side a block begins; null: on that of what it stands in. */
export function setDirection(target: HTMLElement, direction: Direction | null): void {
  if (direction === null) target.removeAttribute('dir');
  else target.dir = direction;
}

function setAddress(target: Element, href: string): void {
  if (!ownPlace.test(href)) {
    if (!destinationOf(href)) throw new Error('an answer leads nowhere but to the web and to mail');
    target.setAttribute('target', '_blank');
    target.setAttribute('rel', 'noopener noreferrer');
  }
  target.setAttribute('href', href);
}

export function text(data: string): Text {
  return document.createTextNode(data);
}

/** A drawing (SVG). As an image it runs nothing and asks nobody, whatever it holds, also where it is opened by itself. */
export function picture(svg: string, alt: string, size: { width: number; height: number }): HTMLImageElement {
  const image = document.createElement('img');
  image.alt = alt;
  image.width = size.width;
  image.height = size.height;
  image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  return image;
}

/** An image whose bytes are here already, once it can be shown; null for what is none. */
export async function photo(bytes: Blob): Promise<HTMLImageElement | null> {
  if (!imageTypes.some((type) => type === bytes.type)) return null;
  const image = document.createElement('img');
  image.src = URL.createObjectURL(bytes);
  try {
    await image.decode();
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  } finally {
    URL.revokeObjectURL(image.src);
  }
  image.width = image.naturalWidth;
  image.height = image.naturalHeight;
  return image;
}

/** What a model wrote may run in here: an origin of its own with no way out, which is spoken to by message only. */
export function frame(title: string): HTMLIFrameElement {
  const opaque = document.createElement('iframe');
  // Before its address: what is loaded is bound by what is set by then. Never `allow-same-origin`.
  opaque.setAttribute('sandbox', 'allow-scripts');
  opaque.setAttribute('referrerpolicy', 'no-referrer');
  opaque.setAttribute('allow', '');
  opaque.title = title;
  opaque.src = '/frame';
  return opaque;
}

import type { Destination } from '../view/destinations.ts';

/** Where an image is, if that is a place from which images can be loaded. */
export interface ImageSource {
  /** Is asked for: encrypted, also where the answer names the same place without. */
  readonly url: string;
  /** As the answer has it: leads there in a tab of its own. */
  readonly href: string;
  readonly host: string;
}

/** The server takes no longer ones. */
const mostLength = 4096;

/** Null for what can only be opened: a port of its own, a name and a password in front of the host, no host at all. */
export function imageSource({ href, host }: Destination): ImageSource | null {
  const url = new URL(href);
  if (url.protocol === 'http:') url.protocol = 'https:';
  const isPlain = url.protocol === 'https:' && url.port === '' && url.username === '' && url.password === '';
  return isPlain && url.href.length <= mostLength ? { url: url.href, href, host } : null;
}

import type { HeightNotice } from './messages.ts';
import { withoutHints } from './without-hints.ts';

/** Makes the frame's document this one. Its policy stays what `/frame` was sent with. */
export function showDocument(html: string, port: MessagePort): void {
  forgetDirectLines();
  document.open();
  // This document is the hostile one's own: there is nothing in it or in its origin to protect.
  // eslint-disable-next-line no-restricted-syntax
  document.write(withoutHints(html));
  document.close();
  tellHeight(port);
}

/** Browsers that do not know the policy's `webrtc` would let a peer connection out. */
function forgetDirectLines(): void {
  for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection', 'WebTransport']) {
    Reflect.deleteProperty(window, name);
  }
}

/** A document that fits is as high as what is in it; one that does not, as all of it. */
function tellHeight(port: MessagePort): void {
  const tell = (): void => {
    const root = document.documentElement;
    const isOver = root.scrollHeight > innerHeight;
    const height = isOver ? root.scrollHeight : root.getBoundingClientRect().height;
    port.postMessage({ type: 'height', height: Math.ceil(height) } satisfies HeightNotice);
  };
  const observer = new ResizeObserver(tell);
  observer.observe(document.documentElement);
  if (document.body) observer.observe(document.body);
}

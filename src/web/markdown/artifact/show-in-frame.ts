import { frameVersion, type HeightNotice, type Opening } from '../../frame/messages.ts';
import { frame } from '../view/sink.ts';
import { keepKeyboard } from './keep-keyboard.ts';

/** How high a frame may become, in CSS pixels, and how often it may ask for another height. */
const heights = { least: 120, most: 720, changes: 100 };

/** Runs a document in a frame of its own within `host`; gives a way to end it. `onGreedy`: it takes the keyboard again and again. */
export function showInFrame(host: Element, html: string, title: string, onGreedy: () => void): () => void {
  const element = frame(title);
  const { port1, port2 } = new MessageChannel();
  const opening: Opening = { inkstone: frameVersion, task: { type: 'show', html } };
  // Its origin is nobody's, so it cannot be named; the page's policy lets nothing but our document be in it.
  element.addEventListener('load', () => element.contentWindow?.postMessage(opening, '*', [port2]), {
    once: true,
  });
  let changesLeft = heights.changes;
  port1.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (!isHeight(data) || changesLeft-- <= 0) return;
    const height = Math.min(Math.max(data.height, heights.least), heights.most);
    element.style.setProperty('height', `${height}px`);
  };
  host.append(element);
  const letGo = keepKeyboard(element, host, onGreedy);
  return () => {
    letGo();
    port1.close();
    element.remove();
  };
}

const isHeight = (data: unknown): data is HeightNotice =>
  typeof data === 'object' &&
  data !== null &&
  'height' in data &&
  typeof data.height === 'number' &&
  Number.isFinite(data.height);

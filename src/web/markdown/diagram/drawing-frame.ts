import { type DrawingReply, type DrawingRequest, frameVersion, type Opening } from '../../frame/messages.ts';
import { frame } from '../view/sink.ts';
import './drawing-frame.css';

interface Asked {
  begun: () => void;
  settled: (reply: unknown) => void;
}

/** The frame that draws, somewhere out of sight: it has to be laid out, since words are measured in it. */
export class DrawingFrame {
  readonly #element = frame('');
  readonly #channel = new MessageChannel();
  readonly #asked = new Map<number, Asked>();
  /** Resolves once it can be asked. */
  readonly ready: Promise<void>;

  constructor() {
    const { port1, port2 } = this.#channel;
    this.ready = new Promise((resolve) => {
      port1.onmessage = ({ data }: MessageEvent<unknown>) => {
        if (isReady(data)) resolve();
        else this.#settle(data);
      };
    });
    const opening: Opening = { inkstone: frameVersion, task: { type: 'draw' } };
    // Its origin is nobody's, so it cannot be named; the page's policy lets nothing but our document be in it.
    this.#element.addEventListener(
      'load',
      () => this.#element.contentWindow?.postMessage(opening, '*', [port2]),
      { once: true },
    );
    this.#element.className = 'drawing-frame';
    this.#element.tabIndex = -1;
    this.#element.setAttribute('aria-hidden', 'true');
    document.body.append(this.#element);
  }

  /** `begun`: what it takes is loaded; `reply`: of which nothing is known but whose it is. */
  ask(request: DrawingRequest): { begun: Promise<void>; reply: Promise<unknown> } {
    const begun = Promise.withResolvers<void>();
    const settled = Promise.withResolvers<unknown>();
    this.#asked.set(request.id, { begun: begun.resolve, settled: settled.resolve });
    this.#channel.port1.postMessage(request);
    return { begun: begun.promise, reply: settled.promise };
  }

  /** Ends whatever goes on in it. */
  remove(): void {
    this.#channel.port1.close();
    this.#element.remove();
  }

  #settle(reply: unknown): void {
    if (typeof reply !== 'object' || reply === null || !('id' in reply && 'type' in reply)) return;
    const id = Number(reply.id);
    this.#asked.get(id)?.begun();
    if (reply.type === 'begun') return;
    this.#asked.get(id)?.settled(reply);
    this.#asked.delete(id);
  }
}

const isReady = (data: unknown): boolean =>
  typeof data === 'object' && data !== null && 'type' in data && data.type === 'ready';

/** What a reply says, if it is one of those that there are and within its bounds; else null. */
export function readReply(reply: unknown): DrawingReply | null {
  const known = reply as DrawingReply;
  switch (known.type) {
    case 'drawn':
      return isDrawing(known.drawing) ? known : null;
    case 'png':
      return known.bytes instanceof ArrayBuffer ? known : null;
    case 'failed':
      return known.line === null || Number.isSafeInteger(known.line) ? known : null;
    default:
      return null;
  }
}

const maxSvgLength = 4 * 1024 * 1024;
const maxSide = 100_000;

function isDrawing({
  svg,
  width,
  height,
  title,
}: { [Field in 'svg' | 'width' | 'height' | 'title']: unknown }): boolean {
  const isText = typeof svg === 'string' && svg.length <= maxSvgLength && typeof title === 'string';
  return isText && isSide(width) && isSide(height);
}

const isSide = (side: unknown): boolean => typeof side === 'number' && side > 0 && side <= maxSide;

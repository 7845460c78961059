import type { Drawing, DrawingReply, DrawingRequest, Look } from '../../frame/messages.ts';
import { DrawingFrame, readReply } from './drawing-frame.ts';

/** How long a diagram may be, in UTF-16 units. */
const maxLength = 50 * 1024;
/** How long the frame may take: to load what it needs, to draw, and to be kept with nothing to do. */
const limits = { loadMs: 20_000, drawMs: 3_000, idleMs: 60_000 };

/** Why there is no drawing. `line`: where the mistake is, from 1, if that is known. */
export type Failure =
  | { readonly type: 'mistake'; readonly line: number | null }
  | { readonly type: 'too-long' | 'too-slow' | 'away' };

type Outcome = { readonly type: 'drawn'; readonly drawing: Drawing } | Failure;
type Asked<Request> = Request extends DrawingRequest ? Omit<Request, 'id'> : never;

/**
 * Draws all diagrams of the page, one after the other, in one frame: a hundred diagrams cost no more than their pictures.
 * A frame that does not answer in time is thrown away with whatever goes on in it.
 */
class Drawer {
  #frame: DrawingFrame | null = null;
  #last: Promise<unknown> = Promise.resolve();
  #idle: ReturnType<typeof setTimeout> | undefined;
  #ids = 0;

  /** Aborted before its turn it is not drawn at all: null then. */
  async draw(source: string, look: Look, signal: AbortSignal): Promise<Outcome | null> {
    if (source.length > maxLength) return { type: 'too-long' };
    const reply = await this.#inTurn({ type: 'draw', source, look }, signal);
    if (reply === null || reply === 'away' || reply === 'too-slow') return reply && { type: reply };
    if (reply.type === 'drawn') return reply;
    return { type: 'mistake', line: reply.type === 'failed' ? reply.line : null };
  }

  /** The drawing's bytes as PNG; null where the browser cannot make them. */
  async png(drawing: Drawing): Promise<Blob | null> {
    const reply = await this.#inTurn({ type: 'png', drawing }, new AbortController().signal);
    if (reply === null || typeof reply === 'string' || reply.type !== 'png') return null;
    return new Blob([reply.bytes], { type: 'image/png' });
  }

  #inTurn(request: Asked<DrawingRequest>, signal: AbortSignal): Promise<Said | null> {
    const turn = this.#last.then(() => (signal.aborted ? null : this.#ask(request)));
    this.#last = turn;
    return turn;
  }

  async #ask(request: Asked<DrawingRequest>): Promise<Said> {
    clearTimeout(this.#idle);
    const frame = (this.#frame ??= new DrawingFrame());
    const isReady = await within(
      limits.loadMs,
      frame.ready.then(() => true),
    );
    if (isReady === null) return this.#giveUp('away');
    const { begun, reply } = frame.ask({ ...request, id: ++this.#ids });
    await within(limits.loadMs, begun);
    const said = await within(limits.drawMs, reply);
    if (said === null) return this.#giveUp('too-slow');
    this.#idle = setTimeout(() => this.#remove(), limits.idleMs);
    return readReply(said) ?? { id: 0, type: 'failed', line: null };
  }

  #giveUp(why: 'away' | 'too-slow'): 'away' | 'too-slow' {
    this.#remove();
    return why;
  }

  #remove(): void {
    this.#frame?.remove();
    this.#frame = null;
  }
}

type Said = DrawingReply | 'away' | 'too-slow';

/** What is awaited; null after so long. */
async function within<T>(limitMs: number, awaited: Promise<T>): Promise<T | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((resolve) => (timer = setTimeout(resolve, limitMs, null)));
  const first = await Promise.race([awaited, late]);
  clearTimeout(timer);
  return first;
}

export const drawer = new Drawer();

import type { Drawing, DrawingReply, DrawingRequest } from './messages.ts';
import { mistakenLine } from './mistakes.ts';
import { drawDiagram, loadUsualKind } from './mermaid.ts';
import { pngOf } from './png.ts';

/** Draws what is asked for over the port, one after the other: Mermaid has one configuration for all that it draws. */
export function answerDrawings(port: MessagePort): void {
  let last = loadUsualKind();
  port.onmessage = ({ data }: MessageEvent<DrawingRequest>) => {
    last = last.then(() => answer(data, port));
  };
  void last.then(() => port.postMessage({ type: 'ready' }));
}

async function answer(request: DrawingRequest, port: MessagePort): Promise<void> {
  const begin = (): void => port.postMessage({ id: request.id, type: 'begun' } satisfies DrawingReply);
  const reply = await replyTo(request, begin);
  port.postMessage(reply, reply.type === 'png' ? [reply.bytes] : []);
}

async function replyTo(request: DrawingRequest, begin: () => void): Promise<DrawingReply> {
  const { id } = request;
  try {
    if (request.type === 'png') return { id, type: 'png', bytes: await pngOf(request.drawing) };
    const drawing: Drawing = await drawDiagram(request.source, request.look, begin);
    return { id, type: 'drawn', drawing };
  } catch (error) {
    // Models write diagrams that Mermaid does not know: the page shows their source.
    return { id, type: 'failed', line: mistakenLine(error) };
  }
}

// What runs in the document of `/frame`. It is built by itself: no code is shared with the page, which another origin guards.
import { showDocument } from './document.ts';
import { frameVersion, type Opening } from './messages.ts';

addEventListener('message', open);

/** The page speaks once, and first: what it gives a port to is decided then. */
function open({ source, data, ports: [port] }: MessageEvent<Partial<Opening> | null>): void {
  if (source !== parent || data?.inkstone !== frameVersion || !data.task || !port) return;
  removeEventListener('message', open);
  if (data.task.type === 'show') showDocument(data.task.html, port);
  else void drawFor(port);
}

/** Mermaid is some hundred kilobytes: what only shows a document does without. */
async function drawFor(port: MessagePort): Promise<void> {
  // Mermaid waits for frames, and here nothing is ever painted: in a hidden tab it would wait for ever.
  window.requestAnimationFrame = (run) => setTimeout(() => run(performance.now()));
  const { answerDrawings } = await import('./drawings.ts');
  answerDrawings(port);
}

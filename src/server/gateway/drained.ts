import type { ServerResponse } from 'node:http';

/** Resolves when the reader can take more, or is gone. */
export async function drained(outgoing: ServerResponse): Promise<void> {
  if (!outgoing.writableNeedDrain || outgoing.destroyed) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      outgoing.off('drain', done);
      outgoing.off('close', done);
      resolve();
    };
    outgoing.on('drain', done);
    outgoing.on('close', done);
  });
}

import { UnreachableError } from '../../../src/protocol/client.ts';
import { ApiError } from '../../../src/protocol/errors.ts';

/** Asks until there is a reply, as whoever sends a question does: what it asks must be safe to ask again. */
export async function insist<Reply>(ask: () => Promise<Reply>, signal: AbortSignal): Promise<Reply> {
  for (;;) {
    signal.throwIfAborted();
    try {
      return await ask();
    } catch (error) {
      if (!mayPass(error)) throw error;
    }
    await new Promise(setImmediate);
  }
}

function mayPass(error: unknown): boolean {
  return error instanceof UnreachableError || (error instanceof ApiError && error.retryable);
}

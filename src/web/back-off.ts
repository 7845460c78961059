import { UnreachableError } from '../protocol/client.ts';
import { ApiError } from '../protocol/errors.ts';

const firstDelayMs = 500;
const maxDelayMs = 15_000;

/** The server is away or busy: the same call may succeed later. */
export function isPassing(error: unknown): boolean {
  return error instanceof UnreachableError || (error instanceof ApiError && error.retryable);
}

/** Calls again until there is an answer, ever more seldom, with jitter: a server that comes back is not run over. */
export async function untilReached<T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  for (let limitMs = firstDelayMs; ; limitMs = Math.min(maxDelayMs, limitMs * 2)) {
    try {
      return await call();
    } catch (error) {
      if (signal?.aborted || !isPassing(error)) throw error;
    }
    await pause(limitMs * (0.5 + Math.random() / 2), signal);
  }
}

export function pause(delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(end, delayMs);
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    function end(): void {
      signal?.removeEventListener('abort', stop);
      resolve();
    }
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
}

/** As `pause`, but its end is quiet when it is aborted. */
export async function rest(delayMs: number, signal: AbortSignal): Promise<void> {
  try {
    await pause(delayMs, signal);
  } catch (error) {
    if (error !== signal.reason) throw error;
  }
}

import { exitCodeOf, onInterrupt } from './interrupt.ts';

/** Runs something that Ctrl-C ends with nothing left behind; `onStopped` then tells so. Returns the exit code. */
export async function unlessInterrupted(
  run: (signal: AbortSignal) => Promise<void>,
  onStopped: () => void,
): Promise<number> {
  const unwanted = new AbortController();
  let exitCode = 0;
  const listenNoMore = onInterrupt((signal) => {
    exitCode = exitCodeOf(signal);
    unwanted.abort();
  });
  try {
    await run(unwanted.signal);
    return 0;
  } catch (error) {
    if (!unwanted.signal.aborted) throw error;
    onStopped();
    return exitCode;
  } finally {
    listenNoMore();
  }
}

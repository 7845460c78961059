const tickMs = 2_000;
/** A clock that has moved on by so much more than a tick has run while the page did not: the machine slept. */
const sleptMs = 10_000;

/**
 * Calls when the page may have been away: the machine slept, the browser froze or kept the page, the network was gone.
 * Timers stand still meanwhile, so whoever waits for one would wait long for what is there already.
 */
export function onWake(wake: () => void): void {
  addEventListener('online', wake);
  addEventListener('pageshow', ({ persisted }) => persisted && wake());
  document.addEventListener('resume', wake);
  let lastMs = Date.now();
  setInterval(() => {
    const nowMs = Date.now();
    const hasSlept = nowMs - lastMs > tickMs + sleptMs;
    lastMs = nowMs;
    if (hasSlept) wake();
  }, tickMs);
}

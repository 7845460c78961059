// Loaded into the server before anything else of it: a clock that runs FAULTS_CLOCK_SPEED times as fast as it should, so that what takes a
// minute takes a second, and that a message `{ turnByMs }` of the parent turns, as the system's is turned.
const speed = Number(process.env['FAULTS_CLOCK_SPEED'] ?? 1);
let turnedByMs = 0;

const systemNow = Date.now;
const startedAt = systemNow();
Date.now = () => Math.round(startedAt + (systemNow() - startedAt) * speed) + turnedByMs;

// The clock that measures how long things take is not turned, by nobody.
const monotonicNow = performance.now.bind(performance);
performance.now = () => monotonicNow() * speed;

for (const name of ['setTimeout', 'setInterval'] as const) {
  const real = globalThis[name] as (run: () => void, ms?: number, ...args: unknown[]) => NodeJS.Timeout;
  const quick = (run: () => void, ms = 0, ...args: unknown[]) => real(run, ms / speed, ...args);
  Object.assign(globalThis, { [name]: Object.assign(quick, real) });
}

process.on('message', ({ turnByMs }: { turnByMs?: number }) => {
  if (turnByMs === undefined) return;
  turnedByMs += turnByMs;
  process.send!({ turned: true });
});
// Whether the parent still listens is nothing to wait for.
process.channel?.unref();

import { rest } from './back-off.ts';

/**
 * A browser opens six connections to one server over HTTP/1.1, for all its pages together. If every window held a line,
 * seven of them could neither send nor load anything. So four pages hold one, and the others ask every moment.
 */
const places = 4;
/** A free place is given in less: then nobody needs to ask. */
const patienceMs = 300;

const placeName = 'inkstone.line.';

/** Whether some page of this browser is seen: only those hold a place. */
export async function isPlaceHeld(): Promise<boolean> {
  const { held } = await navigator.locks.query();
  return held?.some(({ name }) => name?.startsWith(placeName)) ?? false;
}

interface Ways {
  hold(signal: AbortSignal): Promise<void>;
  ask(signal: AbortSignal): Promise<void>;
}

/** Asks until a place is free, then holds it until the signal is aborted. */
export async function followInPlace({ hold, ask }: Ways, signal: AbortSignal): Promise<void> {
  const waiting = new AbortController();
  void askLater(ask, AbortSignal.any([signal, waiting.signal]));
  await inPlace(async () => {
    waiting.abort();
    if (!signal.aborted) await hold(signal);
  }, signal);
}

async function askLater(ask: Ways['ask'], signal: AbortSignal): Promise<void> {
  await rest(patienceMs, signal);
  if (!signal.aborted) await ask(signal);
}

/** Waits for all places at once and takes the first that is free. */
async function inPlace(work: () => Promise<void>, signal: AbortSignal): Promise<void> {
  const taken = new AbortController();
  const takeFirst = async (): Promise<void> => {
    if (taken.signal.aborted) return;
    taken.abort();
    await work();
  };
  const options = { signal: AbortSignal.any([signal, taken.signal]) };
  const requests = Array.from({ length: places }, (_, place) =>
    navigator.locks.request(`${placeName}${place}`, options, takeFirst),
  );
  await Promise.all(requests.map((request) => unlessAborted(request, options.signal)));
}

async function unlessAborted(request: Promise<void>, signal: AbortSignal): Promise<void> {
  try {
    await request;
  } catch (error) {
    if (!(signal.aborted && error === signal.reason)) throw error;
  }
}

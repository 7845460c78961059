import { setTimeout as delay } from 'node:timers/promises';
import { type Connection, isBusy } from './connect.ts';
import type { Words } from './i18n/words.ts';
import { onInterrupt } from './interrupt.ts';
import type { Output } from './output.ts';

const betweenLooksMs = 300;

/** Ends our own server, if there is one. An answer that another command asked for through it is waited for. */
export async function leave({ caller, own }: Connection, output: Output, words: Words): Promise<void> {
  if (!own) return;
  const impatient = new AbortController();
  const listenNoMore = onInterrupt(() => impatient.abort());
  try {
    await waitForOthers(
      () => isBusy(caller, impatient.signal),
      impatient.signal,
      () => {
        output.note(words.ask_waitingForOthers);
      },
    );
  } catch (error) {
    if (!impatient.signal.aborted) throw error;
  } finally {
    await own.close();
    listenNoMore();
  }
}

async function waitForOthers(
  areBusy: () => Promise<boolean>,
  signal: AbortSignal,
  onWaiting: () => void,
): Promise<void> {
  if (!(await areBusy())) return;
  onWaiting();
  do await delay(betweenLooksMs, undefined, { signal });
  while (await areBusy());
}

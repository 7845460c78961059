// Not SIGHUP: a handler of ours would undo `nohup`, and what is durable needs no farewell.
const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const;

export type Interrupt = keyof typeof exitCodes;

/** What a shell expects of a program that a signal has ended. */
export const exitCodeOf = (signal: Interrupt): number => exitCodes[signal];

interface Listener {
  onSignal: (signal: Interrupt) => void;
  called: boolean;
}

/** A signal is for whoever listens since last: an answer is stopped before the chat is left. */
const listeners: Listener[] = [];

/**
 * Calls `onSignal` at the first signal; at the second the process ends at once, whatever it was waiting for.
 * Gives a function that listens no more.
 */
export function onInterrupt(onSignal: (signal: Interrupt) => void): () => void {
  const listener = { onSignal, called: false };
  if (listeners.length === 0) for (const signal of signals) process.on(signal, receive);
  listeners.push(listener);
  return () => {
    listeners.splice(listeners.indexOf(listener), 1);
    if (listeners.length === 0) for (const signal of signals) process.off(signal, receive);
  };
}

const signals = Object.keys(exitCodes) as Interrupt[];

function receive(signal: NodeJS.Signals): void {
  const listener = listeners.at(-1);
  const interrupt = signal as Interrupt;
  if (!listener || listener.called) process.exit(exitCodeOf(interrupt));
  listener.called = true;
  listener.onSignal(interrupt);
}

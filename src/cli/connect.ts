import { setTimeout as delay } from 'node:timers/promises';
import type { Caller } from '../protocol/client.ts';
import { listConversations } from '../protocol/conversations.ts';
import { call } from '../protocol/client.ts';
import { type Config, DataFolderBusyError } from '../server/main.ts';
import { type OwnServer, startOwnServer } from './own-server.ts';

/** A server to talk to: the one that holds the data folder, or one of our own for as long as the command runs. */
export interface Connection {
  caller: Caller;
  own: OwnServer | null;
}

const patienceMs = 10_000;
const betweenTriesMs = 200;

/** Taking the lock decides: who fails to get it knows that its holder is alive. */
export async function connect(config: Config, signal: AbortSignal): Promise<Connection> {
  const giveUpAt = performance.now() + patienceMs;
  for (;;) {
    const connection = await tryToConnect(config);
    if (!(connection instanceof DataFolderBusyError)) return connection;
    if (performance.now() >= giveUpAt) throw connection;
    // The holder is just starting or just ending.
    await delay(betweenTriesMs, undefined, { signal });
  }
}

async function tryToConnect(config: Config): Promise<Connection | DataFolderBusyError> {
  try {
    const own = await startOwnServer(forOneCommand(config), 'command');
    return { caller: { origin: own.address, fetch }, own };
  } catch (error) {
    if (!(error instanceof DataFolderBusyError)) throw error;
    const { address } = error;
    if (address === null || !(await isOurs(address))) return error;
    return { caller: { origin: address, fetch }, own: null };
  }
}

/** Nobody opens its page, and its log would stand between question and answer. */
function forOneCommand(config: Config): Config {
  const logLevel = config.logLevel === 'info' ? 'silent' : config.logLevel;
  return { ...config, host: '127.0.0.1', port: 0, logLevel };
}

/** The address may have been left by a server that is gone, and its port be another program's now. */
export async function isOurs(address: string): Promise<boolean> {
  try {
    const response = await fetch(`${address}/healthz`, { signal: AbortSignal.timeout(2_000) });
    return response.ok && (await response.text()).startsWith('inkstone');
  } catch (error) {
    if (error instanceof TypeError || (error instanceof DOMException && error.name === 'TimeoutError'))
      return false;
    throw error;
  }
}

/** Whether an answer is being written, which would be cut off if the server ended now. */
export async function isBusy(caller: Caller, signal: AbortSignal): Promise<boolean> {
  const { conversations } = await call(caller, listConversations, {}, undefined, {
    query: { limit: 200 },
    signal,
  });
  return conversations.some(({ running }) => running > 0);
}

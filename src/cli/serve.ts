import { setTimeout as delay } from 'node:timers/promises';
import { ApiError } from '../protocol/errors.ts';
import type { ModelsReply } from '../protocol/models.ts';
import { type Config, DataFolderBusyError } from '../server/main.ts';
import type { Words } from './i18n/words.ts';
import { onInterrupt } from './interrupt.ts';
import type { Output } from './output.ts';
import { type OwnServer, startOwnServer } from './own-server.ts';

interface Surroundings {
  config: Config;
  output: Output;
  words: Words;
}

/** `inkstone serve`: runs until a signal ends it. */
export async function serve({ config, output, words }: Surroundings): Promise<number> {
  const stop = Promise.withResolvers<void>();
  const listenNoMore = onInterrupt(() => stop.resolve());
  try {
    const server = await startWhenFree(config, () => output.note(words.serve_waitingForFolder));
    output.address(words.serve_listening, pageAddress(server.address));
    const told = new AbortController();
    const telling = tellModel(server, { output, words, signal: told.signal });
    await stop.promise;
    output.note(words.serve_stopping);
    told.abort();
    await telling;
    await server.close();
    return 0;
  } finally {
    listenNoMore();
  }
}

const patienceMs = 10_000;
const betweenTriesMs = 200;

/** A command that holds the data folder will soon be done with it; another server will not. */
async function startWhenFree(config: Config, onWaiting: () => void): Promise<OwnServer> {
  const giveUpAt = performance.now() + patienceMs;
  for (let tries = 0; ; tries++) {
    try {
      return await startOwnServer(config, 'serve');
    } catch (error) {
      const mayPass = error instanceof DataFolderBusyError && error.holder?.kind !== 'serve';
      if (!mayPass || performance.now() >= giveUpAt) throw error;
      if (tries === 1) onWaiting();
      await delay(betweenTriesMs);
    }
  }
}

/** What a browser is to open. `localhost` rather than a number: some browsers trust it with more. */
export function pageAddress(address: string): string {
  const page = new URL(address);
  if (page.hostname === '127.0.0.1') page.hostname = 'localhost';
  return page.href;
}

interface Telling {
  output: Output;
  words: Words;
  signal: AbortSignal;
}

/**
 * Says who answers. Finding that out may take a moment, and the page is there without it. The server is in this process:
 * asked over HTTP, it would cost the 14 MB that Node's `fetch` takes.
 */
async function tellModel(server: OwnServer, { output, words, signal }: Telling): Promise<void> {
  try {
    const reply = await server.listModels(signal);
    output.say(`${modelSentence(reply, words)}\n${words.serve_howToStop}`);
  } catch (error) {
    if (!signal.aborted && !(error instanceof ApiError)) throw error;
    output.say(words.serve_howToStop);
  }
}

function modelSentence({ defaultModel, providers }: ModelsReply, words: Words): string {
  const provider = providers.find(({ id }) => defaultModel?.startsWith(`${id}/`));
  if (!provider || defaultModel === null) return words.serve_noModel;
  const model = defaultModel.slice(provider.id.length + 1);
  switch (provider.source) {
    case 'demo':
      return words.serve_demoModel;
    case 'local':
      return words.serve_localModel(model, provider.name);
    default:
      return words.serve_model(model, provider.name);
  }
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { call, type Caller } from '../../protocol/client.ts';
import { changeSettings, getSettings } from '../../protocol/settings.ts';
import type { Config } from '../../server/main.ts';
import { startOwnServer } from '../own-server.ts';
import { type Finding, ok, problem, type Scene } from './finding.ts';

const limitMs = 5_000;

/**
 * Whether what happens is seen as it happens: a stream is opened, a setting is saved as it is, and its event awaited.
 * Without a running server one is started for it, in a folder of its own.
 */
export async function checkStream({ config, words, server }: Scene): Promise<Finding[]> {
  try {
    const { firstByteMs, eventMs } = await (server ? timeStream(server) : timeOwnStream(config));
    return [ok(words.doctor_stream(firstByteMs.toFixed(0), eventMs.toFixed(0)))];
  } catch (error) {
    if (!(error instanceof Error && error.name === 'TimeoutError')) throw error;
    return [problem(words.doctor_streamHeld(limitMs / 1000))];
  }
}

async function timeOwnStream(config: Config): Promise<Times> {
  const folder = await mkdtemp(join(tmpdir(), 'inkstone-doctor-'));
  const own = { ...config, dataDir: folder, allowNetworkDataDir: true, logLevel: 'silent' } as const;
  try {
    const server = await startOwnServer({ ...own, host: '127.0.0.1', port: 0 }, 'command');
    return await timeStream({ origin: server.address, fetch }).finally(() => server.close());
  } finally {
    await rm(folder, { recursive: true });
  }
}

interface Times {
  /** From asking for the stream to its first byte. */
  firstByteMs: number;
  /** From saving to the event of it. */
  eventMs: number;
}

/** Throws a `TimeoutError` where the stream is held back. */
async function timeStream(server: Caller): Promise<Times> {
  const ended = new AbortController();
  const signal = AbortSignal.any([ended.signal, AbortSignal.timeout(limitMs)]);
  try {
    const { settings, offset } = await call(server, getSettings, {}, undefined, { signal });
    const askedAt = performance.now();
    const read = await openStream(`${server.origin}/api/stream?offset=${offset}&live=sse`, signal);
    await read('');
    const firstByteMs = performance.now() - askedAt;
    const savedAt = performance.now();
    await call(server, changeSettings, {}, { defaultModel: settings.defaultModel }, { signal });
    await read('settings-changed');
    return { firstByteMs, eventMs: performance.now() - savedAt };
  } finally {
    ended.abort();
  }
}

/** Opens a stream. What is returned reads on until it has seen these words. */
async function openStream(url: string, signal: AbortSignal): Promise<(words: string) => Promise<void>> {
  const response = await fetch(url, { signal });
  const pieces = response.body!.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]();
  return async (words) => {
    for (let seen = ''; ;) {
      const { value, done } = await pieces.next();
      if (done) throw new DOMException('the stream ended', 'TimeoutError');
      seen += value;
      if (seen.includes(words)) return;
    }
  };
}

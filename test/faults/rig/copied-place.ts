import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DemoModel, startDemoModel } from '../../../src/demo-model/server.ts';
import type { Caller } from '../../../src/protocol/client.ts';
import { readConfig, type Server, startServer } from '../../../src/server/main.ts';
import type { Random } from './random.ts';

const key = 'sk-faults';

/**
 * The whole server in this process, where a sudden end costs a tenth of what that of a process does: the next one starts on
 * a copy of what the files were at that moment, and nobody hears any more of what the one before still said.
 * `dashscope/qwen-plus` names a model that can go on from the beginning of an answer.
 */
export class CopiedPlace implements AsyncDisposable {
  readonly demo: DemoModel;
  /** Calls the server that is there. Its streams arrive in pieces of any size, and may break or end anywhere. */
  readonly caller: Caller;
  readonly #random: Random;
  readonly #folder = mkdtempSync(join(tmpdir(), 'inkstone-copied-'));
  #life = Promise.withResolvers<Life>();
  #lives = 0;

  private constructor(demo: DemoModel, random: Random) {
    this.demo = demo;
    this.#random = random;
    // The address is another one in each life: `#fetch` puts it before the path.
    this.caller = { origin: '', fetch: (path, init) => this.#fetch(path as string, init) };
  }

  static async open(random: Random): Promise<CopiedPlace> {
    const place = new CopiedPlace(
      await startDemoModel({ inspect: true, apiKey: key, models: ['qwen-plus'] }),
      random,
    );
    await place.#start();
    return place;
  }

  async killAndStart(): Promise<void> {
    const { server, end } = await this.#life.promise;
    this.#life = Promise.withResolvers();
    end.abort(new Error('the server is gone'));
    const before = this.#dataDir;
    this.#lives++;
    cpSync(before, this.#dataDir, { recursive: true });
    await server.close();
    rmSync(before, { recursive: true });
    await this.#start();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { server, end } = await this.#life.promise;
    end.abort(new Error('it is over'));
    await server.close();
    await this.demo.close();
    rmSync(this.#folder, { recursive: true });
  }

  get #dataDir(): string {
    return join(this.#folder, `data-${this.#lives}`);
  }

  async #start(): Promise<void> {
    const { url } = this.demo;
    const env = {
      PORT: '0',
      LOG_LEVEL: 'silent',
      INKSTONE_DATA_DIR: this.#dataDir,
      INKSTONE_SECRET_FILE: join(this.#folder, 'secret.key'),
      DASHSCOPE_BASE_URL: url,
      DASHSCOPE_API_KEY: key,
    };
    const options = { demoUrl: null, findLocal: false };
    const server = await startServer(readConfig(env, this.#folder), options);
    this.#life.resolve({ server, end: new AbortController() });
  }

  async #fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const { server, end } = await this.#life.promise;
    const signal = init.signal ? AbortSignal.any([init.signal, end.signal]) : end.signal;
    const response = await fetch(`${server.address}${path}`, { ...init, signal });
    const isStream = response.headers.get('content-type') === 'text/event-stream';
    if (!isStream || !response.body) return response;
    return new Response(streamOf(frayed(response.body, this.#random, signal)), response);
  }
}

interface Life {
  server: Server;
  end: AbortController;
}

function streamOf(
  pieces: AsyncGenerator<Uint8Array<ArrayBuffer>, void>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    pull: async (controller) => {
      const { done, value } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: async () => void (await pieces.return()),
  });
}

/** The same bytes, cut anew, up to where the line breaks. */
async function* frayed(
  body: AsyncIterable<Uint8Array<ArrayBuffer>>,
  random: Random,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  let left = random.isOneIn(2) ? random.below(3000) : Infinity;
  for await (const bytes of body) {
    for (let at = 0; at < bytes.length;) {
      const size = Math.min(left, 1 + random.below(random.pick([3, 50, 2000])));
      signal.throwIfAborted();
      yield bytes.subarray(at, at + size);
      at += size;
      left -= size;
      if (left <= 0) return breakOff(random);
      if (random.isOneIn(4)) await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

/** Where its length is not said, a body that is cut may look like one that is whole. */
function breakOff(random: Random): void {
  if (random.isOneIn(2)) throw new Error('the line broke');
}

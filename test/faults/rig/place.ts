import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DemoModel, startDemoModel } from '../../../src/demo-model/server.ts';
import type { Caller } from '../../../src/protocol/client.ts';
import { type Ended, Program, surroundings } from './program.ts';

export interface PlaceOptions {
  env?: Record<string, string>;
  imports?: readonly string[];
  channel?: boolean;
  /** How many times as fast as it should the server's clock runs; given, it can also be turned. */
  clockSpeed?: number;
}

/**
 * A data folder, the model server, and a server between them that can go away and come back at the same address.
 * `openai/demo` names a model that cannot go on from the beginning of an answer, `dashscope/qwen-plus` one that can.
 */
export class Place implements AsyncDisposable {
  readonly demo: DemoModel;
  readonly folder: string;
  /** Calls the server, and waits for it while it is away, as a network does that has just come back. */
  readonly caller: Caller;
  readonly #options: PlaceOptions;
  #program: Program | undefined;
  #up = Promise.withResolvers<void>();
  #port = 0;

  private constructor(folder: string, demo: DemoModel, options: PlaceOptions) {
    this.folder = folder;
    this.demo = demo;
    this.#options = options;
    const origin = (): string => this.origin;
    this.caller = {
      get origin() {
        return origin();
      },
      fetch: (input, init) => this.#fetch(input, init),
    };
  }

  /** With a server that listens. */
  static async open(options: PlaceOptions = {}): Promise<Place> {
    const folder = mkdtempSync(join(tmpdir(), 'inkstone-faults-'));
    const place = new Place(
      folder,
      await startDemoModel({ inspect: true, apiKey: key, models: [modelThatGoesOn] }),
      options,
    );
    await place.start();
    return place;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get port(): number {
    return this.#port;
  }

  get dataDir(): string {
    return join(this.folder, 'data');
  }

  get program(): Program {
    if (!this.#program) throw new Error('the server is not there');
    return this.#program;
  }

  get isUp(): boolean {
    return this.#program !== undefined;
  }

  async start(env: Record<string, string> = {}): Promise<void> {
    const { imports = [], channel = false, clockSpeed } = this.#options;
    const hasClock = clockSpeed !== undefined;
    const [program, address] = await Program.start({
      cwd: this.folder,
      env: { ...this.env, ...env },
      imports: hasClock ? [...imports, turnedClock] : imports,
      channel: channel || hasClock,
    });
    this.#program = program;
    this.#port = Number(new URL(address).port);
    this.#up.resolve();
  }

  /** Turns the server's clock by so many milliseconds; resolves once it is turned. */
  async turnClock(byMs: number, signal: AbortSignal): Promise<void> {
    const turned = this.program.answer(signal);
    this.program.tell({ turnByMs: byMs });
    await turned;
  }

  async kill(): Promise<void> {
    await this.#leave((program) => program.kill());
  }

  async terminate(): Promise<Ended> {
    return this.#leave((program) => program.terminate());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#program?.kill();
    await this.demo.close();
    rmSync(this.folder, { recursive: true });
  }

  #leave<Result>(end: (program: Program) => Promise<Result>): Promise<Result> {
    const { program } = this;
    this.#program = undefined;
    this.#up = Promise.withResolvers();
    return end(program);
  }

  /** The environment of the server, and of whatever command is to find it. */
  get env(): Record<string, string> {
    const { url } = this.demo;
    return {
      ...surroundings(this.folder),
      PORT: String(this.#port),
      INKSTONE_DATA_DIR: this.dataDir,
      INKSTONE_SECRET_FILE: join(this.folder, 'secret.key'),
      INKSTONE_MODEL: 'openai/demo',
      OPENAI_BASE_URL: url,
      OPENAI_API_KEY: key,
      DASHSCOPE_BASE_URL: url,
      DASHSCOPE_API_KEY: key,
      FAULTS_CLOCK_SPEED: String(this.#options.clockSpeed ?? 1),
      ...this.#options.env,
    };
  }

  async #fetch(...[input, init]: Parameters<typeof fetch>): Promise<Response> {
    await unlessAborted(this.#up.promise, init?.signal);
    return fetch(input, init);
  }
}

const key = 'sk-faults';
const modelThatGoesOn = 'qwen-plus';

const turnedClock = new URL('turned-clock.ts', import.meta.url).href;

async function unlessAborted(wait: Promise<void>, signal: AbortSignal | null | undefined): Promise<void> {
  if (!signal) return wait;
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = (): void => reject(signal.reason as Error);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  await Promise.race([wait, promise]).finally(() => signal.removeEventListener('abort', stop));
}

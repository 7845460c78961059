import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { isBuilt } from '../../../toolchain/build.mjs';

const root = new URL('../../../', import.meta.url);

/** As people run it where it is built, which starts three times as fast; what was edited since is run from its source. */
export const mainProgram = new URL(isBuilt('server') ? 'dist/cli/main.js' : 'src/cli/main.ts', root).pathname;

export interface ProgramOptions {
  cwd: string;
  env: Record<string, string>;
  /** Loaded into the process before ours. */
  imports?: readonly string[];
  /** Opens a channel to what is imported. */
  channel?: boolean;
}

export interface Ended {
  exitCode: number | null;
  ms: number;
  complaints: string;
}

/** `inkstone serve` as a process of its own, which is the only kind that can be killed. */
export class Program {
  readonly #child: ChildProcess;
  readonly #exit: Promise<unknown>;
  /** Everything that it complained of. */
  complaints = '';

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#exit = once(child, 'exit');
    child.stderr!.setEncoding('utf8').on('data', (text: string) => (this.complaints += text));
  }

  /** Resolves once it listens, with the address that it prints. */
  static async start({
    cwd,
    env,
    imports = [],
    channel = false,
  }: ProgramOptions): Promise<[Program, string]> {
    const flags = imports.flatMap((file) => ['--import', file]);
    const child = spawn(process.execPath, [...flags, mainProgram, 'serve'], {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe', ...(channel ? (['ipc'] as const) : [])],
    });
    const program = new Program(child);
    const address = await addressIn(child.stdout!);
    if (address === null) throw new Error(`the server did not start: ${program.complaints}`);
    // Nobody reads what else it prints, and a full pipe would hold it.
    child.stdout!.resume();
    return [program, address];
  }

  get pid(): number {
    return this.#child.pid!;
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  tell(message: object): void {
    this.#child.send(message);
  }

  /** What it answers to the next message. */
  async answer(signal: AbortSignal): Promise<unknown> {
    const [message] = (await once(this.#child, 'message', { signal })) as [unknown];
    return message;
  }

  /** As a power button does: it runs nothing more. */
  async kill(): Promise<void> {
    if (!this.hasEnded) this.#child.kill('SIGKILL');
    await this.#exit;
  }

  /** As a deploy does; how it ended, and how long that took. */
  async terminate(): Promise<Ended> {
    const startedAt = performance.now();
    this.#child.kill('SIGTERM');
    await this.#exit;
    const ms = performance.now() - startedAt;
    return { exitCode: this.#child.exitCode, ms, complaints: this.complaints };
  }
}

/** What a process needs of ours, and nothing else. */
export function surroundings(home: string): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    LC_ALL: 'C',
    LOG_LEVEL: 'error',
    NODE_COMPILE_CACHE: join(tmpdir(), 'inkstone-compile-cache'),
  };
}

/** `null` if its output ended without one. */
async function addressIn(output: AsyncIterable<string | Buffer>): Promise<string | null> {
  let text = '';
  for await (const piece of unbroken(output)) {
    text += piece.toString();
    const [, address] = /(http:\/\/[\w.:]+)\//.exec(text) ?? [];
    if (address) return address;
  }
  return null;
}

/** Leaving the loop must not destroy the stream: the server goes on to print. */
function unbroken(output: AsyncIterable<string | Buffer>): AsyncIterable<string | Buffer> {
  return (output as NodeJS.ReadableStream & { iterator(options: object): AsyncIterable<Buffer> }).iterator({
    destroyOnReturn: false,
  });
}

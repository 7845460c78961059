import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DemoModel, startDemoModel } from '../../src/demo-model/server.ts';

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/** A place of its own for commands: a data folder, and a model server that the test can look into. */
export interface Workplace extends AsyncDisposable {
  folder: string;
  dataDir: string;
  demo: DemoModel;
  /** Starts `inkstone` with these words. */
  run(args: readonly string[], options?: RunOptions): Command;
}

interface RunOptions {
  /** What is piped in; without it, the standard input stays open for `type`. */
  input?: string;
  env?: Record<string, string>;
}

export interface Ended {
  out: string;
  err: string;
  exitCode: number | null;
}

export async function openWorkplace(): Promise<Workplace> {
  const folder = mkdtempSync(join(tmpdir(), 'inkstone-cli-'));
  const demo = await startDemoModel({ inspect: true });
  const running = new Set<Command>();
  const dataDir = join(folder, 'data');
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    LANG: 'C.UTF-8',
    INKSTONE_DATA_DIR: dataDir,
    INKSTONE_SECRET_FILE: join(folder, 'secret.key'),
    OPENAI_BASE_URL: demo.url,
    INKSTONE_MODEL: 'openai/demo',
    NODE_COMPILE_CACHE: join(tmpdir(), 'inkstone-compile-cache'),
  };
  return {
    folder,
    dataDir,
    demo,
    run(args, options = {}) {
      const command = new Command(args, { folder, env: { ...env, ...options.env }, input: options.input });
      running.add(command);
      return command;
    },
    async [Symbol.asyncDispose]() {
      for (const command of running) command.kill('SIGKILL');
      for (const command of running) await command.ended;
      await demo.close();
      rmSync(folder, { recursive: true });
    },
  };
}

interface Circumstances {
  folder: string;
  env: Record<string, string>;
  input: string | undefined;
}

/** A command that runs, as a process of its own. */
export class Command {
  readonly #process: ChildProcess;
  /** What it has printed so far. */
  out = '';
  err = '';
  readonly ended: Promise<Ended>;

  constructor(args: readonly string[], { folder, env, input }: Circumstances) {
    this.#process = spawn(process.execPath, [main, ...args], { cwd: folder, env });
    const { stdin, stdout, stderr } = this.#process;
    stdout!.setEncoding('utf8').on('data', (piece: string) => (this.out += piece));
    stderr!.setEncoding('utf8').on('data', (piece: string) => (this.err += piece));
    stdin!.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
    if (input !== undefined) stdin!.end(input);
    this.ended = this.#end();
  }

  async #end(): Promise<Ended> {
    const [exitCode] = (await once(this.#process, 'close')) as [number | null];
    return { out: this.out, err: this.err, exitCode };
  }

  type(line: string): void {
    this.#process.stdin!.write(`${line}\n`);
  }

  endInput(): void {
    this.#process.stdin!.end();
  }

  /** Closes the reading end of its standard output, as `head` does. */
  stopReading(): void {
    this.#process.stdout!.destroy();
  }

  kill(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  /** Waits until it has printed something that fits; fails if it ends without. */
  async printed(where: 'out' | 'err', fits: RegExp): Promise<RegExpExecArray> {
    const stream = where === 'out' ? this.#process.stdout! : this.#process.stderr!;
    let hasEnded = false;
    void this.ended.then(() => (hasEnded = true));
    for (;;) {
      const found = fits.exec(this[where]);
      if (found) return found;
      if (hasEnded) throw new Error(`It ended with: ${this.out}\n${this.err}`);
      await Promise.race([once(stream, 'data'), this.ended]);
    }
  }
}

/** The one JSON object that a command printed. */
export function objectIn({ out }: Ended): Record<string, unknown> {
  return JSON.parse(out) as Record<string, unknown>;
}

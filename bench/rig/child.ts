import { fork } from 'node:child_process';
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';

interface Reply {
  id: number;
  value?: unknown;
  error?: string;
}

/** What each process of a measurement can tell about itself, besides what it is for. */
interface Self {
  /** Microseconds of all its threads, in the system as well. */
  cpu: { args: undefined; reply: number };
  residentBytes: { args: undefined; reply: number };
  /** The heap after a collection, and what lies beside it. */
  usedBytes: { args: undefined; reply: number };
}

type Calls = Record<string, { args: unknown; reply: unknown }>;

/** A process of its own, asked over its message channel. */
export class Child<Own extends Calls> implements AsyncDisposable {
  readonly #process: ReturnType<typeof fork>;
  readonly #waiting = new Map<number, (reply: Reply) => void>();
  #lastId = 0;

  private constructor(process: ReturnType<typeof fork>) {
    this.#process = process;
    process.on('message', (reply) => this.#settle(reply as Reply));
    process.on('exit', (code) => this.#failAll(`the process ended with ${code}`));
  }

  /** `file`: beside this one. */
  static async start<Own extends Calls>(
    file: string,
    { execArgv = [], env = {} }: { execArgv?: string[]; env?: NodeJS.ProcessEnv } = {},
  ): Promise<Child<Own>> {
    const child = new Child<Own>(
      fork(new URL(file, import.meta.url), {
        execArgv: ['--expose-gc', ...execArgv],
        env: { ...process.env, ...env },
      }),
    );
    await child.#reply(0);
    return child;
  }

  async ask<Name extends keyof (Own & Self) & string>(
    name: Name,
    ...[args]: (Own & Self)[Name]['args'] extends undefined ? [] : [(Own & Self)[Name]['args']]
  ): Promise<(Own & Self)[Name]['reply']> {
    const id = ++this.#lastId;
    this.#process.send({ id, name, args });
    return (await this.#reply(id)) as (Own & Self)[Name]['reply'];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const exit = once(this.#process, 'exit');
    this.#process.disconnect();
    await exit;
  }

  #reply(id: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ({ error, value }) =>
        error === undefined ? resolve(value) : reject(new Error(error)),
      );
    });
  }

  #settle(reply: Reply): void {
    this.#waiting.get(reply.id)?.(reply);
    this.#waiting.delete(reply.id);
  }

  #failAll(error: string): void {
    for (const settle of this.#waiting.values()) settle({ id: 0, error });
    this.#waiting.clear();
  }
}

type Handlers<Own extends Calls> = {
  [Name in keyof Own]: (args: Own[Name]['args']) => Own[Name]['reply'] | Promise<Own[Name]['reply']>;
};

/** The other end: answers the parent until it is gone, then ends with `close`. */
export function answerParent<Own extends Calls>(
  handlers: Handlers<Own>,
  close: () => void | Promise<void> = () => undefined,
): void {
  const all: Handlers<Own & Self> = {
    cpu: cpuMicros,
    residentBytes: () => process.memoryUsage.rss(),
    usedBytes,
    ...handlers,
  };
  process.on('message', ({ id, name, args }: { id: number; name: keyof Own & string; args: never }) => {
    run(() => all[name](args)).then(
      (value) => process.send!({ id, value }),
      (error: unknown) => process.send!({ id, error: String(error instanceof Error ? error.stack : error) }),
    );
  });
  process.once('disconnect', () => {
    void run(close).finally(() => process.exit());
  });
  process.send!({ id: 0, value: null });
}

/** So that what is thrown at once fails like what is thrown later. */
async function run<Value>(task: () => Value | Promise<Value>): Promise<Value> {
  return task();
}

function cpuMicros(): number {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  return userCPUTime + systemCPUTime;
}

function usedBytes(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Asks again and again until it is so. */
export async function until(what: string, isSo: () => Promise<boolean>, timeoutMs = 30_000): Promise<void> {
  const giveUpAt = performance.now() + timeoutMs;
  while (!(await isSo())) {
    if (performance.now() > giveUpAt) throw new Error(`waited ${timeoutMs / 1000} s in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

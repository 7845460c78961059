import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Child, until } from './child.ts';
import type { InkstoneCalls } from './inkstone.ts';
import type { PipeCalls } from './pipe.ts';
import type { ReaderCalls } from './readers.ts';
import type { UpstreamCalls } from './upstream.ts';

/** What others put between the model and its reader: next to nothing, the `openai` package, `resumable-stream` around it. */
export const others = ['pipe', 'relay', 'resumable'] as const;
export type Other = (typeof others)[number];

/** Through one of those, or through our server: with a line for each conversation, or one for all that is the person's. */
export type Side = Other | 'conversations' | 'person';

type ServerChild = Child<InkstoneCalls | PipeCalls>;

/** A model server, our server, the others and their readers, a process each; only one of the servers works at a time. */
export class Scene implements AsyncDisposable {
  readonly upstream: Child<UpstreamCalls>;
  readonly readers: Child<ReaderCalls>;
  readonly inkstone: Child<InkstoneCalls>;
  /** Those who only have the page open. */
  readonly idlers: Child<ReaderCalls>;
  readonly #others: Record<Other, Child<PipeCalls>>;
  readonly #parts: AsyncDisposableStack;

  private constructor(
    parts: AsyncDisposableStack,
    children: Pick<Scene, 'upstream' | 'readers' | 'inkstone' | 'idlers'>,
    others: Record<Other, Child<PipeCalls>>,
  ) {
    this.#parts = parts;
    this.upstream = children.upstream;
    this.readers = children.readers;
    this.inkstone = children.inkstone;
    this.idlers = children.idlers;
    this.#others = others;
  }

  static async open(): Promise<Scene> {
    await using parts = new AsyncDisposableStack();
    const dataDir = await makeDataDir();
    parts.defer(() => rm(dataDir, { recursive: true }));
    const upstream = parts.use(await Child.start<UpstreamCalls>('./upstream.ts'));
    const env = { BENCH_UPSTREAM: await upstream.ask('address'), BENCH_DATA_DIR: dataDir };
    const execArgv = process.env['BENCH_SERVER_ARGS']?.split(' ') ?? [];
    const inkstone = parts.use(await Child.start<InkstoneCalls>('./inkstone.ts', { env, execArgv }));
    const [pipe, relay, resumable] = [
      parts.use(await Child.start<PipeCalls>('./pipe.ts', { env })),
      parts.use(await Child.start<PipeCalls>('./relay.ts', { env })),
      parts.use(await Child.start<PipeCalls>('./resumable.ts', { env })),
    ];
    const readers = parts.use(await Child.start<ReaderCalls>('./readers.ts'));
    const idlers = parts.use(await Child.start<ReaderCalls>('./readers.ts'));
    return new Scene(parts.move(), { upstream, inkstone, readers, idlers }, { pipe, relay, resumable });
  }

  serverOf(side: Side): ServerChild {
    return isOther(side) ? this.#others[side] : this.inkstone;
  }

  /** So many answers that have begun and wait, each read by somebody. */
  async begin(side: Side, count: number): Promise<void> {
    const address = await this.serverOf(side).ask('address');
    if (isOther(side)) {
      await this.readers.ask('readPipe', { address, count });
    } else {
      const ids = await this.readers.ask('ask', { address, count });
      const paths = side === 'person' ? ['/api/stream'] : ids.map((id) => `/api/conversations/${id}/stream`);
      await this.readers.ask('watch', { address, paths });
    }
    await until('all answers have begun', async () => (await this.upstream.ask('open')) === count);
    await this.readers.ask('reset');
  }

  /** Lets all answers end as they should, and waits until nothing is left of them. */
  async end(): Promise<void> {
    await this.upstream.ask('finish');
    await until('all answers have ended', async () => (await this.upstream.ask('open')) === 0);
    await pauseMs(300);
    await this.readers.ask('leave');
    await pauseMs(200);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#parts.disposeAsync();
  }
}

const isOther = (side: Side): side is Other => (others as readonly Side[]).includes(side);

/** On the disk that the checkout is on: what the system calls temporary may be memory. */
export async function makeDataDir(): Promise<string> {
  const folder = fileURLToPath(new URL('../../.cache/bench/', import.meta.url));
  await mkdir(folder, { recursive: true });
  return mkdtemp(folder);
}

export const pauseMs = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

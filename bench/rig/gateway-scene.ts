import { rm } from 'node:fs/promises';
import { Child, until } from './child.ts';
import type { InkstoneCalls } from './inkstone.ts';
import type { PipeCalls } from './pipe.ts';
import type { ReaderCalls } from './readers.ts';
import { installRivals } from './rivals.ts';
import { makeDataDir, pauseMs } from './scene.ts';
import type { UpstreamCalls } from './upstream.ts';

/** Who stands between a program and the model server: nobody, our `/v1`, Portkey's. */
export const gateways = ['pipe', 'inkstone', 'portkey'] as const;
export type Gateway = (typeof gateways)[number];

/** How a program asks there for a streamed completion. */
interface Way {
  address: string;
  headers: Record<string, string>;
  body: object;
}

const messages = [{ role: 'user', content: 'Question' }];

/** A model server, the gateways in front of it and those who ask, a process each; one gateway works at a time. */
export class GatewayScene implements AsyncDisposable {
  readonly upstream: Child<UpstreamCalls>;
  readonly readers: Child<ReaderCalls>;
  readonly servers: Record<Gateway, Child<PipeCalls | InkstoneCalls>>;
  readonly #parts: AsyncDisposableStack;

  private constructor(
    parts: AsyncDisposableStack,
    children: Pick<GatewayScene, 'upstream' | 'readers' | 'servers'>,
  ) {
    this.#parts = parts;
    this.upstream = children.upstream;
    this.readers = children.readers;
    this.servers = children.servers;
  }

  static async open(): Promise<GatewayScene> {
    await installRivals();
    await using parts = new AsyncDisposableStack();
    const dataDir = await makeDataDir();
    parts.defer(() => rm(dataDir, { recursive: true }));
    const upstream = parts.use(await Child.start<UpstreamCalls>('./upstream.ts'));
    const env = { BENCH_UPSTREAM: await upstream.ask('address'), BENCH_DATA_DIR: dataDir };
    const servers = {
      pipe: parts.use(await Child.start<PipeCalls>('./pipe.ts', { env })),
      inkstone: parts.use(await Child.start<InkstoneCalls>('./inkstone.ts', { env })),
      portkey: parts.use(await Child.start<PipeCalls>('./portkey.ts', { env })),
    };
    const readers = parts.use(await Child.start<ReaderCalls>('./readers.ts'));
    return new GatewayScene(parts.move(), { upstream, readers, servers });
  }

  async wayThrough(gateway: Gateway): Promise<Way> {
    const address = await this.servers[gateway].ask('address');
    const body = { model: 'openai/bench', messages, stream: true };
    if (gateway === 'inkstone') return { address: `${address}/v1/chat/completions`, headers: {}, body };
    if (gateway === 'pipe') return { address, headers: {}, body: { ...body, model: 'bench' } };
    const headers = {
      authorization: 'Bearer sk-bench',
      'x-portkey-provider': 'openai',
      'x-portkey-custom-host': await this.upstream.ask('address'),
    };
    return { address: `${address}/v1/chat/completions`, headers, body: { ...body, model: 'bench' } };
  }

  /** So many answers that have begun and wait, each read by somebody. */
  async begin(gateway: Gateway, count: number): Promise<void> {
    await this.readers.ask('readPipe', { ...(await this.wayThrough(gateway)), count });
    await until('all answers have begun', async () => (await this.upstream.ask('open')) === count);
    await this.readers.ask('reset');
  }

  async end(): Promise<void> {
    await this.finish();
    await this.readers.ask('leave');
    await pauseMs(200);
  }

  /** Lets all answers end as they should. */
  async finish(): Promise<void> {
    await this.upstream.ask('finish');
    await until('all answers have ended', async () => (await this.upstream.ask('open')) === 0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#parts.disposeAsync();
  }
}

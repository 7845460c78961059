import { mkdtempSync, rmSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DemoModel, startDemoModel } from '../../src/demo-model/server.ts';
import { type Config, readConfig, startServer, type StartOptions } from '../../src/server/main.ts';

/** The whole server in this process, on a data folder of its own, with the demo model as its only provider. */
export interface Inkstone extends AsyncDisposable {
  readonly demo: DemoModel;
  readonly port: number;
  readonly origin: string;
  /** The folder of everything that it writes. */
  readonly folder: string;
  /** As `fetch`, but any header can be set, `Host` and `Origin` included, and nothing is added. */
  send(path: string, options?: SendOptions): Promise<Reply>;
}

export interface SendOptions {
  method?: string;
  headers?: Record<string, string | string[]>;
  body?: string | Uint8Array;
}

export interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  json(): unknown;
}

export async function startInkstone(
  env: Record<string, string> = {},
  config: Partial<Config> = {},
  options: Partial<StartOptions> = {},
): Promise<Inkstone> {
  const folder = mkdtempSync(join(tmpdir(), 'inkstone-'));
  const demo = await startDemoModel({ inspect: true });
  const settings = {
    PORT: '0',
    LOG_LEVEL: 'silent',
    INKSTONE_DATA_DIR: join(folder, 'data'),
    INKSTONE_SECRET_FILE: join(folder, 'secret.key'),
    ...env,
  };
  const server = await startServer(
    { ...readConfig(settings, folder), ...config },
    { demoUrl: demo.url, findLocal: false, ...options },
  );
  const port = Number(new URL(server.address).port);
  return {
    demo,
    port,
    origin: server.address,
    folder,
    send: (path, options) => send(port, path, options),
    async [Symbol.asyncDispose]() {
      await server.close();
      await demo.close();
      rmSync(folder, { recursive: true });
    },
  };
}

function send(
  port: number,
  path: string,
  { method = 'GET', headers, body }: SendOptions = {},
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ port, host: '127.0.0.1', path, method, headers, agent: false }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.once('error', reject);
      incoming.once('end', () => {
        const text = Buffer.concat(chunks).toString();
        const { statusCode = 0, headers: replied } = incoming;
        resolve({ status: statusCode, headers: replied, text, json: () => JSON.parse(text) as unknown });
      });
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

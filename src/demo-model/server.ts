import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Attempts } from './attempts.ts';
import { answerChat, type Parts } from './chat.ts';
import { demoModels } from './choose.ts';
import { realClock, type Clock } from './clock.ts';
import { control } from './control.ts';
import { answerEmbeddings } from './embeddings.ts';
import { failureNamed, sendFailure } from './failures.ts';
import { RequestLog, type RequestRecord } from './inspect.ts';
import { isNativePath } from './native.ts';
import { Steps, type Stepped } from './steps.ts';

export type DemoModelOptions = Partial<Clock> & {
  port?: number;
  host?: string;
  /** Further model names that are answered like `demo`. */
  models?: string[];
  /** When given, any other key is refused. */
  apiKey?: string;
  /** Keeps what was asked, for tests: `requests`, `findRequest`, and over HTTP `/_requests` and `/_step`. Off: nothing is kept. */
  inspect?: boolean;
};

export type DemoModel = AsyncDisposable & {
  /** Up to and with `/v1`. */
  url: string;
  /** The last requests, oldest first. */
  requests(): RequestRecord[];
  /** The newest request that fits, as soon as there is one. */
  findRequest(fits: (record: RequestRecord) => boolean, signal: AbortSignal): Promise<RequestRecord>;
  /** Lets a stepped answer send so many more tokens; its end counts as one. */
  step(key: string, count: number, signal: AbortSignal): Promise<Stepped>;
  close(): Promise<void>;
};

export async function startDemoModel(options: DemoModelOptions = {}): Promise<DemoModel> {
  const { port = 0, host = '127.0.0.1', models = [], apiKey, inspect = false, ...clock } = options;
  const log = inspect ? new RequestLog() : undefined;
  const steps = new Steps();
  const parts = { clock: { ...realClock, ...clock }, aliases: models, log, steps, attempts: new Attempts() };
  const server = createServer((request, response) => {
    route(request, response, { ...parts, apiKey }).catch((error: unknown) => giveUp(response, error));
  });
  await listen(server, port, host);
  const close = (): Promise<void> => closeServer(server);
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}/v1`,
    requests: () => inspected(log).last(),
    findRequest: (fits, signal) => inspected(log).find(fits, signal),
    step: (key, count, signal) => steps.step(key, count, signal),
    close,
    [Symbol.asyncDispose]: close,
  };
}

type Rules = Parts & { apiKey: string | undefined };

async function route(request: IncomingMessage, response: ServerResponse, parts: Rules): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://demo');
  if (parts.log && pathname.startsWith('/_')) return control(request, response, parts.log, parts.steps);
  if (parts.apiKey !== undefined && request.headers.authorization !== `Bearer ${parts.apiKey}`) {
    return sendFailure(response, failureNamed('invalid_api_key'));
  }
  if (request.method === 'POST' && pathname.endsWith('/chat/completions'))
    return answerChat(request, response, parts);
  if (request.method === 'POST' && isNativePath(pathname)) return answerChat(request, response, parts, true);
  if (request.method === 'POST' && pathname.endsWith('/embeddings'))
    return answerEmbeddings(request, response);
  if (request.method === 'GET' && pathname.endsWith('/models')) return listModels(response, parts);
  sendFailure(response, {
    status: 404,
    code: 'not_found',
    type: 'invalid_request_error',
    message: `No such path: ${pathname}`,
  });
}

function listModels(response: ServerResponse, { aliases }: Parts): void {
  const data = [...demoModels, ...aliases].map((id) => ({
    id,
    object: 'model',
    created: 1795300000,
    owned_by: 'inkstone',
  }));
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ object: 'list', data }));
}

function inspected(log: RequestLog | undefined): RequestLog {
  if (!log)
    throw new Error('Requests are kept only by a demo model that was started with { inspect: true }.');
  return log;
}

function giveUp(response: ServerResponse, error: unknown): void {
  console.error(error);
  if (response.headersSent) response.destroy();
  else sendFailure(response, failureNamed('internal_error'));
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(port, host, resolve);
  await promise;
}

async function closeServer(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeAllConnections();
  await promise;
}

// Those who ask and read: many lines in one process, which only looks for the stamps in what it gets.
import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { newId } from '../../src/protocol/ids.ts';
import { answerParent } from './child.ts';
import { microsBetween, nowMicros, StampScanner } from './stamp.ts';

export type ReaderCalls = {
  /** Opens so many answers at the pipe, or in another way, and reads them. */
  readPipe: { args: Asking & { count: number }; reply: void };
  /** How long one answer takes until its first byte is there. */
  firstByteMs: { args: Asking; reply: number };
  /** Asks so many questions, each in a conversation of its own. */
  ask: { args: { address: string; count: number; conversationIds?: string[] }; reply: string[] };
  /** Reads along from now on: each conversation on a line of its own, or all of the person on one. */
  watch: { args: { address: string; paths: string[] }; reply: void };
  /** Forgets what was measured so far. */
  reset: { args: undefined; reply: void };
  tokens: { args: undefined; reply: number };
  results: { args: undefined; reply: Results };
  leave: { args: undefined; reply: void };
};

interface Asking {
  address: string;
  headers?: Record<string, string>;
  body?: object;
}

export interface Results {
  tokens: number;
  /** How often a line had to be opened again, because it was cut for being read too slowly. */
  reopened: number;
  p50Micros: number;
  p99Micros: number;
}

const agent = new Agent({ keepAlive: true });
const open = new Set<IncomingMessage>();
const maxDelays = 4_000_000;
const delays = new Uint32Array(maxDelays);
let tokens = 0;
let reopened = 0;
let leaving = false;

answerParent<ReaderCalls>({
  async readPipe({ count, ...asking }) {
    leaving = false;
    await Promise.all(Array.from({ length: count }, () => readPipe(asking)));
  },
  async firstByteMs(asking) {
    leaving = false;
    const start = performance.now();
    const reply = await readPipe(asking);
    await once(reply, 'data');
    return performance.now() - start;
  },
  async ask({ address, count }) {
    const ids = Array.from({ length: count }, () => newId());
    await Promise.all(ids.map((id) => ask(address, id)));
    return ids;
  },
  async watch({ address, paths }) {
    leaving = false;
    await Promise.all(paths.map((path) => watch(address, path, 'now')));
  },
  reset() {
    tokens = 0;
    reopened = 0;
  },
  tokens: () => tokens,
  results: () => {
    const sorted = delays.slice(0, Math.min(tokens, maxDelays)).sort();
    const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
    return { tokens, reopened, p50Micros: at(0.5), p99Micros: at(0.99) };
  },
  leave() {
    leaving = true;
    for (const line of open) line.destroy();
  },
});

const onStamp = (micros: number): void => {
  if (tokens < maxDelays) delays[tokens] = microsBetween(micros, nowMicros());
  tokens += 1;
};

async function readPipe({ address, headers, body = { messages: [] } }: Asking): Promise<IncomingMessage> {
  const reply = await send(address, body, headers);
  if (reply.statusCode !== 200) throw new Error(`${address} answered with ${reply.statusCode}`);
  const scanner = new StampScanner(onStamp);
  reply.on('data', (chunk: Buffer) => scanner.push(chunk));
  keepOpen(reply);
  return reply;
}

async function ask(address: string, conversationId: string): Promise<void> {
  const body = { id: newId(), parentId: null, text: 'Question', model: 'openai/bench' };
  const reply = await send(`${address}/api/conversations/${conversationId}/messages`, body);
  reply.resume();
  if (reply.statusCode !== 202) throw new Error(`asking was answered with ${reply.statusCode}`);
}

/** Resolves once the line is open, and opens it again from where it was if it breaks. */
async function watch(address: string, path: string, offset: string): Promise<void> {
  const reply = await send(`${address}${path}?live=sse&offset=${offset}`);
  if (reply.statusCode !== 200) throw new Error(`reading along was answered with ${reply.statusCode}`);
  const scanner = new StampScanner(onStamp);
  let end = '';
  keepOpen(reply);
  await new Promise<void>((resolve) => {
    reply.on('data', (chunk: Buffer) => {
      scanner.push(chunk);
      end = (end + chunk.toString('latin1', Math.max(0, chunk.length - 256))).slice(-256);
      resolve();
    });
  });
  reply.on('close', () => {
    if (leaving) return;
    // What the server ends as due is no cut.
    if (!end.endsWith('retry: 0\n\n')) reopened += 1;
    const [, last = offset] = /.*"streamNextOffset":"([^"]+)"/s.exec(end) ?? [];
    void watch(address, path, last);
  });
}

function keepOpen(line: IncomingMessage): void {
  open.add(line);
  line.on('close', () => open.delete(line));
  line.on('error', () => line.destroy());
}

function send(url: string, body?: object, headers = {}): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const options = body
      ? { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, agent }
      : { agent: false as const };
    request(url, options, resolve)
      .on('error', reject)
      .end(body && JSON.stringify(body));
  });
}

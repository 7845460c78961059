import { createReadStream } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { DONE, Frames, newEnvelope } from '../../src/demo-model/wire.ts';

const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
};

/** The one that our server asks where nobody has chosen. */
const models = JSON.stringify({ object: 'list', data: [{ id: 'gpt-5.2', object: 'model' }] });

export type Voice = 'content' | 'reasoning';

/**
 * A model server that says what it is given, when it is told to, in DashScope's chunks; and the server of the pages that
 * ask it without anything between. One answer at a time.
 */
export class Teller implements AsyncDisposable {
  readonly #server: Server;
  readonly #pagesDir: string;
  #asked = Promise.withResolvers<ServerResponse>();

  private constructor(pagesDir: string) {
    this.#pagesDir = pagesDir;
    this.#server = createServer((incoming, response) => {
      this.#serve(incoming, response).catch((error: unknown) => response.destroy(error as Error));
    });
  }

  static async open(pagesDir: string): Promise<Teller> {
    const teller = new Teller(pagesDir);
    await new Promise<void>((resolve) => teller.#server.listen(0, '127.0.0.1', resolve));
    return teller;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Waits until somebody has asked; from then on what is told goes to them. */
  async asked(): Promise<void> {
    await this.#asked.promise;
  }

  /** Says or thinks `told` in pieces of `pieceLength` characters, so many a second; each is an HTTP chunk of its own. */
  async tell(
    told: string,
    { pieceLength, rate, as = 'content' }: { pieceLength: number; rate: number; as?: Voice },
  ): Promise<void> {
    const response = await this.#asked.promise;
    const pieces = piecesOf(told, pieceLength);
    const chunks = frames();
    const startedAt = performance.now();
    let written = 0;
    while (written < pieces.length) {
      const due = Math.min(pieces.length, Math.floor(((performance.now() - startedAt) * rate) / 1000));
      while (written < due) response.write(chunks.piece({ kind: as, text: pieces[written++]! }));
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }

  /** Ends the answer as it should end. */
  async finish(): Promise<void> {
    const response = await this.#asked.promise;
    this.#asked = Promise.withResolvers();
    response.end(frames().finish('stop') + DONE);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    if (incoming.method === 'POST') return this.#answer(await text(incoming), response);
    const { pathname } = new URL(incoming.url ?? '/', this.address);
    if (pathname === '/v1/models') return void response.end(models);
    const file = join(this.#pagesDir, normalize(pathname));
    const type = contentTypes[extname(file)];
    if (type === undefined) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': type });
    await pipeline(createReadStream(file), response);
  }

  #answer(body: string, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(frames().first());
    // A title is wanted by itself once an answer is whole.
    if (!body.includes('"max_tokens"')) return this.#asked.resolve(response);
    response.end(frames().piece({ kind: 'content', text: 'Title' }) + frames().finish('stop') + DONE);
  }
}

const frames = (): Frames => new Frames(newEnvelope('bench', Date.now()), undefined);

function piecesOf(told: string, length: number): string[] {
  const characters = [...told];
  const pieces: string[] = [];
  for (let at = 0; at < characters.length; at += length)
    pieces.push(characters.slice(at, at + length).join(''));
  return pieces;
}

import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type AddressInfo, isIP } from 'node:net';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { crc32, deflateSync } from 'node:zlib';
import type { Network } from '../../src/server/outbound/network.ts';

const pem = (name: string): string => readFileSync(join(import.meta.dirname, 'certificate', name), 'utf8');
const certificate = pem('certificate.pem');

export const publicAddress = '93.184.215.14';

type Answer = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

/**
 * An internet of its own: every name leads to one public address, and whoever connects to any address reaches one server
 * here, which notes what is asked of whom.
 */
export class OtherHosts implements AsyncDisposable {
  /** As `pictures.example/a.png`. */
  readonly heard: string[] = [];
  readonly headers: IncomingMessage['headers'][] = [];
  /** Names that were looked up, and addresses that were connected to. */
  readonly resolved: string[] = [];
  readonly connected: string[] = [];
  /** What names lead to; a list of lists: one look-up after the other. */
  readonly names = new Map<string, readonly (readonly string[])[]>();
  answer: Answer = (_incoming, outgoing) => void outgoing.end(png(3, 2));
  readonly #server: Server = createServer({ key: pem('key.pem'), cert: certificate });

  async open(): Promise<void> {
    this.#server.on('request', (incoming: IncomingMessage, outgoing: ServerResponse) => {
      this.heard.push(`${incoming.headers.host}${incoming.url}`);
      this.headers.push(incoming.headers);
      this.answer(incoming, outgoing);
    });
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  readonly network: Network = {
    resolve: async (name) => {
      const times = this.resolved.filter((other) => other === name).length;
      this.resolved.push(name);
      const answers = this.names.get(name) ?? [[publicAddress]];
      return answers[Math.min(times, answers.length - 1)] ?? [];
    },
    connect: (address, name) => {
      this.connected.push(address);
      const { port } = this.#server.address() as AddressInfo;
      const proof = isIP(name) === 0 ? { servername: name } : { checkServerIdentity: () => undefined };
      return connect({ host: '127.0.0.1', port, ca: certificate, ...proof });
    },
  };

  forget(): void {
    for (const list of [this.heard, this.headers, this.resolved, this.connected]) list.length = 0;
    this.names.clear();
    this.answer = (_incoming, outgoing) => void outgoing.end(png(3, 2));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** A picture of one colour. */
export function png(width: number, height: number): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2], 8);
  const row = Buffer.concat([Buffer.alloc(1), Buffer.alloc(width * 3, 0x8a)]);
  const rows = Buffer.concat(Array.from({ length: height }, () => row));
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(name: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Conditions } from '../rig/conditions.ts';

const beginnings = (port: number): readonly string[] => {
  const head = `Host: 127.0.0.1:${port}\r\nContent-Type: application/json\r\n`;
  return [
    '',
    'G',
    `POST /chat HTTP/1.1\r\n${head}`,
    `POST /chat HTTP/1.1\r\n${head}Content-Length: 1000\r\n\r\n{`,
    `POST /api/conversations HTTP/1.1\r\n${head}Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n`,
    `DELETE / HTTP/1.1\r\n${head}Content-Length: 1000\r\n\r\n`,
    'Good morning!\r\n\r\n',
  ];
};

/** Connections that begin something, say a byte now and then, never come to an end, and never close their side. */
export class Loris implements Disposable {
  readonly #conditions = new Conditions();
  readonly #open = new Set<Socket>();
  readonly #drip: NodeJS.Timeout;

  private constructor() {
    this.#drip = setInterval(() => this.#open.forEach((socket) => socket.write('a')), 1_000);
  }

  static async begin(port: number, ofEach: number): Promise<Loris> {
    const loris = new Loris();
    const texts = Array.from({ length: ofEach }, () => beginnings(port)).flat();
    await Promise.all(texts.map((text) => loris.#begin(port, text)));
    return loris;
  }

  /** Until the server has closed every one of them. */
  async untilAllAreClosed(signal: AbortSignal): Promise<void> {
    await this.#conditions.until('the slow connections to be closed', () => this.#open.size === 0, signal);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#drip);
    for (const socket of this.#open) socket.destroy();
  }

  async #begin(port: number, text: string): Promise<void> {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    this.#open.add(socket);
    socket.resume();
    // Told by a byte that comes back: the server has left.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#open.delete(socket);
      this.#conditions.changed();
    });
    await once(socket, 'connect');
    socket.write(text);
  }
}

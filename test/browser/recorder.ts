import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';

/** Another host: notes whoever connects, says what, or sends it a datagram. */
export class Recorder implements AsyncDisposable {
  readonly heard: string[] = [];
  readonly #tcp: Server;
  readonly #udp: Socket;

  private constructor(tcp: Server, udp: Socket) {
    this.#tcp = tcp;
    this.#udp = udp;
    tcp.on('connection', (socket) => {
      this.heard.push('a connection');
      socket.on('error', () => this.heard.push('a reset'));
      socket.on('data', (bytes) => {
        this.heard.push(bytes.toString().split('\r\n', 1)[0] ?? '');
        socket.end('HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n');
      });
    });
    udp.on('message', () => this.heard.push('a datagram'));
  }

  static async start(): Promise<Recorder> {
    const recorder = new Recorder(createServer(), createSocket('udp4'));
    recorder.#tcp.listen(0, '127.0.0.1');
    recorder.#udp.bind(0, '127.0.0.1');
    await Promise.all([once(recorder.#tcp, 'listening'), once(recorder.#udp, 'listening')]);
    return recorder;
  }

  /** As a page names it: `host:port`. */
  get host(): string {
    return `127.0.0.1:${(this.#tcp.address() as AddressInfo).port}`;
  }

  /** Where datagrams are taken. */
  get udpPort(): number {
    return this.#udp.address().port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#udp.close();
    this.#tcp.close();
    await once(this.#tcp, 'close');
  }
}

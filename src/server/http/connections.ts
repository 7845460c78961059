import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * The end of a server's connections. Node closes those that are idle after a request, but not those that have not
 * asked for anything yet: browsers and Node’s `fetch` open some ahead of need, and each would hold up the end of the server.
 */
export class Connections {
  readonly #server: Server;
  readonly #unasked = new Set<Socket>();
  #closing = false;

  constructor(server: Server) {
    this.#server = server;
    server.on('connection', (socket) => this.#add(socket));
    server.on('request', (incoming, outgoing) => this.#noticeRequest(incoming, outgoing));
  }

  /** Closes what is idle, now and as soon as it is. */
  closeIdle(): void {
    this.#closing = true;
    this.#server.closeIdleConnections();
    for (const socket of this.#unasked) socket.destroy();
  }

  #add(socket: Socket): void {
    this.#unasked.add(socket);
    socket.once('close', () => this.#unasked.delete(socket));
  }

  #noticeRequest({ socket }: IncomingMessage, outgoing: ServerResponse): void {
    this.#unasked.delete(socket);
    outgoing.once('close', () => {
      if (this.#closing) this.#server.closeIdleConnections();
    });
  }
}

import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What stands between a client and a server, and goes silent. Neither side ever hears of it. */
export interface Relay extends AsyncDisposable {
  readonly origin: string;
  /** From now on everything is taken and nothing passed on: both ends have a line that looks alive, and is dead. */
  stopForwarding(): void;
}

/** A TCP relay on a free loopback port, in front of the server on `port`. */
export async function startRelay(port: number): Promise<Relay> {
  const sockets = new Set<Socket>();
  let forwards = true;
  const pass = (from: Socket, to: Socket): void => {
    sockets.add(from);
    from.setNoDelay(true);
    from.on('data', (chunk) => forwards && to.write(chunk));
    from.on('end', () => forwards && to.end());
    from.on('error', () => forwards && to.destroy());
    from.once('close', () => sockets.delete(from));
  };
  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    pass(client, upstream);
    pass(upstream, client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stopForwarding: () => (forwards = false),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

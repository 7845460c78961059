import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** What stands between a client and a server, and goes wrong there. Neither side ever hears of it. */
export interface Relay extends AsyncDisposable {
  readonly origin: string;
  /** How many connections were made through it so far. */
  readonly connections: number;
  /** From now on everything is taken and nothing passed on: both ends have a line that looks alive, and is dead. */
  stopForwarding(): void;
  /** Lines that are opened from now on are passed on again; those that went dead stay so. */
  forwardNew(): void;
}

export interface RelayOptions {
  /** Keeps back what the server says, for good, from the byte on for which this is true. */
  holdsBack?: (connection: Connection) => boolean;
}

export interface Connection {
  /** What the client has said first. */
  request: string;
  /** How many bytes of the server's have been passed on. */
  passed: number;
}

/** A TCP relay on a free loopback port, in front of the server on `port`. */
export async function startRelay(port: number, { holdsBack }: RelayOptions = {}): Promise<Relay> {
  const sockets = new Set<Socket>();
  let forwards = true;
  let connections = 0;
  const server = createServer((client) => {
    connections += 1;
    const upstream = connect(port, '127.0.0.1');
    const line = { client, upstream, isDead: !forwards };
    lines.add(line);
    pass(line, holdsBack);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.once('close', () => sockets.delete(socket));
    }
  });
  const lines = new Set<Line>();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get connections() {
      return connections;
    },
    stopForwarding() {
      forwards = false;
      for (const line of lines) line.isDead = true;
    },
    forwardNew() {
      forwards = true;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Line {
  client: Socket;
  upstream: Socket;
  isDead: boolean;
}

function pass(line: Line, holdsBack: RelayOptions['holdsBack']): void {
  const { client, upstream } = line;
  const connection: Connection = { request: '', passed: 0 };
  client.on('data', (chunk) => {
    connection.request ||= chunk.toString('latin1');
    if (!line.isDead) upstream.write(chunk);
  });
  upstream.on('data', (chunk) => {
    if (line.isDead || holdsBack?.(connection)) return;
    connection.passed += chunk.length;
    client.write(chunk);
  });
  client.on('end', () => !line.isDead && upstream.end());
  upstream.on('end', () => !line.isDead && !holdsBack?.(connection) && client.end());
  // A connection that breaks on one side breaks on the other, as long as word is passed on at all.
  client.on('error', () => !line.isDead && upstream.destroy());
  upstream.on('error', () => !line.isDead && client.destroy());
}

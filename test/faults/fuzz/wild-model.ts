import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

/** The bytes of a whole reply, of HTTP or not, and how the connection ends after them. */
export interface WildReply {
  /** For whoever reads a finding. */
  what: string;
  pieces: readonly Buffer[];
  ends: 'end' | 'reset';
}

/** A model server that need not even speak HTTP. */
export interface WildModel extends AsyncDisposable {
  readonly url: string;
  /** What is said to a question that contains this. */
  say(inQuestion: string, reply: WildReply): void;
}

export async function startWildModel(): Promise<WildModel> {
  const replies = new Map<string, WildReply>();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    listenTo(socket, replies);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    say: (inQuestion, reply) => void replies.set(inQuestion, reply),
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function listenTo(socket: Socket, replies: ReadonlyMap<string, WildReply>): void {
  let heard = '';
  socket.on('data', (bytes) => {
    heard += bytes.toString('latin1');
    if (!isWhole(heard)) return;
    const [key, reply] = [...replies].find(([inQuestion]) => heard.includes(inQuestion)) ?? [];
    heard = '';
    if (key === undefined || !reply) socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n');
    else answer(socket, reply);
  });
  // Whoever asked has had enough.
  socket.on('error', () => socket.destroy());
}

function isWhole(request: string): boolean {
  const [head, body] = request.split(/\r\n\r\n([^]*)/, 2);
  const [, length = '0'] = /content-length: (\d+)/i.exec(head!) ?? [];
  return body !== undefined && body.length >= Number(length);
}

function answer(socket: Socket, { pieces, ends }: WildReply): void {
  for (const piece of pieces) socket.write(piece);
  if (ends === 'end') socket.end();
  // After what was written, as far as the other side will take it.
  else socket.write('', () => socket.resetAndDestroy());
}

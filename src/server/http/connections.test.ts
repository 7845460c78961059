import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { expect, it } from 'vitest';
import { Connections } from './connections.ts';

async function open() {
  const asked: ServerResponse[] = [];
  const server = createServer((_, response) => void asked.push(response));
  const connections = new Connections(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const enter = async (): Promise<Socket> => {
    const entered = once(server, 'connection');
    const socket = connect(port, '127.0.0.1');
    await entered;
    return socket;
  };
  return { server, connections, asked, enter };
}

it('does not wait for a connection that was opened ahead of need', async () => {
  const { server, connections, enter } = await open();
  const socket = await enter();
  const closed = once(server, 'close');
  server.close();
  connections.closeIdle();
  await closed;
  socket.destroy();
});

it('lets a request that is under way finish, and then keeps its connection no longer', async () => {
  const { server, connections, asked, enter } = await open();
  const socket = await enter();
  const requested = once(server, 'request');
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await requested;
  const closed = once(server, 'close');
  server.close();
  connections.closeIdle();
  asked[0]!.end('whole');
  const [reply] = (await once(socket, 'data')) as [Buffer];
  expect(reply.toString()).toContain('whole');
  await closed;
});

// Portkey's gateway, as its package starts it: what somebody else puts in front of many model servers.
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { answerParent } from './child.ts';
import type { PipeCalls } from './pipe.ts';
import { rivalsDir } from './rivals.ts';

const port = await freePort();
process.argv.push(`--port=${port}`, '--headless');
// It greets on the console, which is the table's.
console.log = () => undefined;
const { Response } = globalThis;
await import(`${rivalsDir}node_modules/@portkey-ai/gateway/build/start-server.js`);
// Its HTTP library puts a lighter class in this place, which keeps the headers of what was fetched: they cannot be added to,
// and Portkey adds to them. With Node's own it works.
Object.defineProperty(globalThis, 'Response', { value: Response });

answerParent<PipeCalls>({ address: () => `http://127.0.0.1:${port}` });

/** It says nowhere which port it has, so it is given one. */
function freePort(): Promise<number> {
  const probe = createServer();
  return new Promise((resolve) => {
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

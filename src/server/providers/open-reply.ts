import {
  Agent as PlainAgent,
  request as requestPlain,
  type ClientRequest,
  type IncomingMessage,
} from 'node:http';
import { Agent as SecureAgent, request as requestSecure } from 'node:https';
import type { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';

export interface Question {
  method?: 'GET' | 'POST';
  headers: Record<string, string>;
  body?: string;
  /** For the name, the connection and its encryption together. Every other limit is the caller's, by the signal. */
  connectMs: number;
  signal: AbortSignal;
}

/** Connections are used again only for so long: routers and proxies forget one that is idle without telling anybody. */
const idleMs = 4_000;
const connections = { keepAlive: true, keepAliveMsecs: 60_000, timeout: idleMs };

const plain = { request: requestPlain, agent: new PlainAgent(connections), opened: 'connect' };
const secure = { request: requestSecure, agent: new SecureAgent(connections), opened: 'secureConnect' };

/**
 * Asks a model server. Resolves with its reply as soon as the head of it is here; until its body has been read to the end,
 * or is destroyed, nobody else uses the connection. Rejects with what the network, the certificate or the parser says.
 *
 * It is Node's own client, whose parser is native: one in WebAssembly ends the whole process now and then
 * (https://github.com/nodejs/node/issues/64500).
 */
export async function openReply(url: string, question: Question): Promise<IncomingMessage> {
  const { method = 'GET', headers, signal } = question;
  const address = new URL(url);
  const { request, agent, opened } = address.protocol === 'https:' ? secure : plain;
  // The time-out is that of the agent's idle connections; one that is asked something waits as long as its asker does.
  const outgoing = request(address, { method, headers, agent, signal, timeout: 0 });
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  outgoing.on('error', (cause) => {
    if (signal.aborted || !isUnasked(outgoing)) return reject(cause);
    outgoing.destroy();
    resolve(openReply(url, question));
  });
  outgoing.once('response', (reply) => {
    // The reply by itself knows only that it was cut, not why.
    outgoing.on('error', (cause) => {
      if (!reply.complete) reply.destroy(cause);
    });
    resolve(reply);
  });
  outgoing.once('upgrade', (_, socket) => {
    socket.destroy();
    reject(failed('ERR_HTTP_UPGRADE', 'the server goes on in another protocol'));
  });
  outgoing.once('socket', (socket) => {
    if (outgoing.reusedSocket) return void askLater(outgoing, question.body);
    // Whoever asks is told by request and reply. But between a reply's end and the agent's care for what is idle the
    // connection has no listener of Node's own, and a stop in that moment would end the process.
    socket.on('error', () => undefined);
    limitConnecting(outgoing, socket, { opened, withinMs: question.connectMs });
    outgoing.end(question.body);
  });
  return promise;
}

/** A server may have hung up in the meantime: what of it has arrived is read within a whole turn of the event loop. */
async function askLater(outgoing: ClientRequest, body: string | undefined): Promise<void> {
  await nextTurn();
  await nextTurn();
  if (!outgoing.destroyed) outgoing.end(body);
}

/** It was to go over a connection that turned out to be gone, so nobody has heard it yet. */
function isUnasked(outgoing: ClientRequest): boolean {
  return outgoing.reusedSocket && !outgoing.writableEnded;
}

function limitConnecting(
  outgoing: ClientRequest,
  socket: Socket,
  { opened, withinMs }: { opened: string; withinMs: number },
): void {
  const late = failed('ETIMEDOUT', `no connection within ${withinMs} ms`);
  const timer = setTimeout(() => outgoing.destroy(late), withinMs);
  const stop = (): void => clearTimeout(timer);
  socket.once(opened, stop);
  outgoing.once('close', stop);
}

function failed(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

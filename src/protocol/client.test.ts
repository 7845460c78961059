import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, expect, it } from 'vitest';
import { stopAnswer } from './answers.ts';
import { call, UnreachableError } from './client.ts';
import { deleteConversation, listConversations } from './conversations.ts';
import { newId } from './ids.ts';
import { changeSettings } from './settings.ts';

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

async function serve(handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it('sends the body as JSON and gives the reply', async () => {
  const origin = await serve(async (request, response) => {
    const body = JSON.parse(await text(request)) as unknown;
    const { method, url, headers } = request;
    response.end(JSON.stringify({ settings: { method, url, type: headers['content-type'], body } }));
  });
  const reply = await call({ origin, fetch }, changeSettings, {}, { defaultModel: 'demo/demo' });
  expect(reply.settings).toEqual({
    method: 'PATCH',
    url: '/api/settings',
    type: 'application/json',
    body: { defaultModel: 'demo/demo' },
  });
});

it('leaves out of the query what is not given', async () => {
  const origin = await serve((request, response) => void response.end(JSON.stringify({ url: request.url })));
  const options = { query: { limit: 5, cursor: undefined } };
  expect(await call({ origin, fetch }, listConversations, {}, undefined, options)).toEqual({
    url: '/api/conversations?limit=5',
  });
});

it('expects no reply where the contract has none', async () => {
  const origin = await serve((_, response) => void response.writeHead(204).end());
  expect(
    await call({ origin, fetch }, deleteConversation, { conversationId: newId() }, undefined),
  ).toBeUndefined();
});

it('throws the code of a problem', async () => {
  const problem = { type: 'about:blank', title: '', status: 404, code: 'answer_not_found', retryable: false };
  const origin = await serve((_, response) => void response.writeHead(404).end(JSON.stringify(problem)));
  await expect(call({ origin, fetch }, stopAnswer, { answerId: newId() }, undefined)).rejects.toMatchObject({
    name: 'ApiError',
    code: 'answer_not_found',
  });
});

it('takes an error page of somebody on the way for a fault that may pass', async () => {
  const origin = await serve((_, response) => void response.writeHead(502).end('<html>Bad gateway</html>'));
  await expect(call({ origin, fetch }, stopAnswer, { answerId: newId() }, undefined)).rejects.toMatchObject({
    code: 'internal',
    retryable: true,
  });
});

it('says that the server is away, with the cause', async () => {
  const origin = await serve((_, response) => void response.destroy());
  const failed = call({ origin, fetch }, stopAnswer, { answerId: newId() }, undefined);
  await expect(failed).rejects.toBeInstanceOf(UnreachableError);
  await expect(failed).rejects.toHaveProperty('cause');
});

it('throws what its signal was aborted with', async () => {
  const origin = await serve(() => undefined);
  const stop = new AbortController();
  const reason = new Error('no longer wanted');
  const failed = call({ origin, fetch }, stopAnswer, { answerId: newId() }, undefined, {
    signal: stop.signal,
  });
  stop.abort(reason);
  await expect(failed).rejects.toBe(reason);
});

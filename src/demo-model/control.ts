// The side for tests that run the demo model as its own process:
//   GET /_requests?last=5            what was asked last
//   GET /_requests?id=…&until=ended  that one, once it is over
//   POST /_step {"key":"…","count":3}  three tokens of a stepped answer; without a count: all that is left
import type { IncomingMessage, ServerResponse } from 'node:http';
import { badRequest, Refused, sendFailure } from './failures.ts';
import type { RequestLog } from './inspect.ts';
import { isObject, parseJson } from './json.ts';
import { readBody } from './request.ts';
import type { Steps } from './steps.ts';

export async function control(
  request: IncomingMessage,
  response: ServerResponse,
  log: RequestLog,
  steps: Steps,
): Promise<void> {
  const closed = new AbortController();
  response.once('close', () => closed.abort());
  const url = new URL(request.url ?? '/', 'http://demo');
  try {
    if (url.pathname === '/_requests')
      return reply(response, await records(url.searchParams, log, closed.signal));
    if (url.pathname === '/_step') return reply(response, await step(request, steps, closed.signal));
    sendFailure(response, badRequest('There are GET /_requests and POST /_step.'));
  } catch (error) {
    if (error instanceof Refused) sendFailure(response, error.failure);
    else if (!closed.signal.aborted) throw error;
  }
}

async function records(query: URLSearchParams, log: RequestLog, signal: AbortSignal): Promise<unknown> {
  const id = query.get('id');
  if (id === null) return log.last(Number(query.get('last') ?? Infinity));
  const wantsEnd = query.get('until') === 'ended';
  return log.find((record) => record.id === id && (!wantsEnd || record.state !== 'running'), signal);
}

async function step(request: IncomingMessage, steps: Steps, signal: AbortSignal): Promise<unknown> {
  const body = parseJson((await readBody(request)).toString());
  const { key, count } = isObject(body) ? body : {};
  if (typeof key !== 'string') throw new Refused(badRequest('A step names the key of an answer.'));
  return steps.step(key, typeof count === 'number' ? count : Infinity, signal);
}

function reply(response: ServerResponse, value: unknown): void {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(value));
}

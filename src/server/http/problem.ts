import type { ServerResponse } from 'node:http';
import { ApiError } from '../../protocol/errors.ts';
import { apiErrorOf, problemOf, retryAfterSeconds } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { Trace } from '../visit.ts';

interface ProblemReply {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** The one place that makes a reply of an error. */
export function problemReply(error: unknown, trace: Trace, logger: Logger): ProblemReply {
  const known = apiErrorOf(error, logger, trace.requestId);
  const retryAfter = retryAfterSeconds(known);
  return {
    status: known.status,
    headers: {
      'content-type': 'application/problem+json; charset=utf-8',
      'content-language': trace.language,
      vary: 'Accept-Language',
      ...(retryAfter === null ? {} : { 'retry-after': String(retryAfter) }),
    },
    body: JSON.stringify(problemOf(known, trace.language)),
  };
}

export function sendProblem(outgoing: ServerResponse, error: unknown, trace: Trace, logger: Logger): void {
  const { status, headers, body } = problemReply(error, trace, logger);
  // Half a reply cannot become an error reply any more: breaking it off is all that tells the caller.
  if (outgoing.headersSent) return void outgoing.destroy();
  outgoing.writeHead(status, headers).end(body);
}

/** For a method that a path does not take. */
export function refuseMethod(outgoing: ServerResponse, allowed: readonly string[]): never {
  outgoing.setHeader('allow', allowed.join(', '));
  throw new ApiError('method_not_allowed');
}

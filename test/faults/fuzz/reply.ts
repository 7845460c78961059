import * as z from 'zod/mini';
import { Problem } from '../../../src/protocol/errors.ts';
import { type Finding, findIf } from '../rig/finding.ts';
import type { Heard, Shot } from './exchange.ts';

interface Reply {
  status: number;
  type: string;
  body: string;
}

/** What HTTP itself refuses, in Node's words or ours: there is no request that a problem could be the reply to. */
const bareStatuses: readonly number[] = [400, 408, 417, 431, 501, 505];

/** Whatever is asked, the reply is what was asked for or a problem of the contract, and never our own failure. */
export function judgeReply(shot: Shot, { bytes, isLate }: Heard): Finding[] {
  const isOwed = shot.isWhole && shot.leaves === 'after-reply' && !shot.mayWait;
  if (bytes.length === 0) return findIf(isOwed, isLate ? 'stuck' : 'other', `no reply to ${shot.what}`);
  const reply = replyIn(bytes.toString('latin1'));
  if (!reply) return [{ kind: 'other', what: `no HTTP is the reply to ${shot.what}: ${quoted(bytes)}` }];
  return findIf(!isInOrder(shot, reply), 'other', () => `${shot.what} was answered by ${quoted(bytes)}`);
}

const quoted = (bytes: Buffer): string => JSON.stringify(bytes.toString('latin1').slice(0, 900));

function isInOrder({ method }: Shot, { status, type, body }: Reply): boolean {
  if (status === 500) return false;
  if (status < 400) return true;
  if (body === '') return method === 'HEAD' || bareStatuses.includes(status);
  if (type.startsWith('text/html')) return status === 404 || status === 503;
  return type.startsWith('application/problem+json') && isProblem(body, status);
}

function isProblem(body: string, status: number): boolean {
  const problem = z.safeParse(Problem, jsonIn(Buffer.from(body, 'latin1').toString()));
  return problem.success && problem.data.status === status;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The first of the replies, past what only says that it is coming. */
function replyIn(text: string): Reply | null {
  const [, status, headers, rest] =
    /^HTTP\/1\.1 (\d{3}) [^\r\n]*\r\n(|[^]*?\r\n)\r\n([^]*)$/.exec(text) ?? [];
  if (status === undefined || headers === undefined || rest === undefined) return null;
  if (status === '100') return rest === '' ? { status: 100, type: '', body: '' } : replyIn(rest);
  const valueOf = (name: string): string | undefined =>
    new RegExp(`^${name}: *([^\r\n]*)`, 'im').exec(headers)?.[1];
  const length = valueOf('content-length');
  const isChunked = valueOf('transfer-encoding') === 'chunked';
  const body = isChunked ? unchunked(rest) : rest.slice(0, length === undefined ? undefined : Number(length));
  return { status: Number(status), type: valueOf('content-type') ?? '', body };
}

function unchunked(text: string): string {
  const [whole, size] = /^([0-9a-f]+)\r\n/i.exec(text) ?? [];
  if (whole === undefined || size === undefined) return '';
  const end = whole.length + parseInt(size, 16);
  return text.slice(whole.length, end) + unchunked(text.slice(end + 2));
}

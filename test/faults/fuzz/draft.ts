import { newId } from '../../../src/protocol/ids.ts';
import type { Random } from '../rig/random.ts';
import type { Shot } from './exchange.ts';
import { oddText, withOddPart } from './odd-values.ts';
import type { Target, Targets } from './targets.ts';

/** A request that is still in parts, so that any of them can be made wrong. */
export interface Draft {
  method: string;
  path: string;
  query: [name: string, value: string][];
  version: string;
  headers: [name: string, value: string][];
  /** `null`: none. */
  body: Buffer | null;
  /** How the body is sent. */
  framing: 'length' | 'chunks';
  /** Whether HTTP still allows it. */
  isWhole: boolean;
  leaves: Shot['leaves'];
}

export interface Surroundings {
  random: Random;
  targets: Targets;
  port: number;
  /** Ids of what exists. */
  ids: readonly string[];
}

/** As a client of ours would ask, with values that are odd now and then. */
export function draftOf(target: Target, around: Surroundings): Draft {
  const { random, port } = around;
  const json = target.body && bodyFor(target, around);
  return {
    method: target.method,
    path: filledPath(target.path, around),
    query: target.query.filter(() => random.isOneIn(2)).map((name) => [name, queryValue(name, around)]),
    version: 'HTTP/1.1',
    headers: [
      ['Host', `127.0.0.1:${port}`],
      ['Connection', 'close'],
      ...(json === undefined ? [] : ([['Content-Type', 'application/json']] as [string, string][])),
    ],
    body: json === undefined ? null : Buffer.from(json),
    framing: 'length',
    isWhole: true,
    leaves: 'after-reply',
  };
}

function filledPath(path: string, { random, ids }: Surroundings): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    if (name === 'providerId') return random.pick(['openai', 'dashscope', newId()]);
    if (name === 'file')
      return random.pick(['index.js', 'package.json', '..%2f..%2fpackage.json', '%00', '.']);
    return random.isOneIn(4) ? newId() : random.pick(ids);
  });
}

function queryValue(name: string, { random, ids }: Surroundings): string {
  if (name === 'live') return random.pick(['sse', 'long-poll', 'ws', '']);
  if (name === 'offset') return random.pick(['-1', 'now', 'aaaaaaaaaaaa-0000000000000001', '0', '1e999']);
  if (name === 'limit') return random.pick(['1', '200', '201', '0', '-1', 'NaN', '1e3', ' 5']);
  return random.pick(['Hello', '', random.pick(ids), encodeURIComponent(oddText(random))]);
}

function bodyFor(target: Target, { random, targets, ids }: Surroundings): string {
  const value = targets.sample(target.body!, random, ids);
  return asJson(random.isOneIn(2) ? value : withOddPart(value, random));
}

const asJson = (value: unknown): string => JSON.stringify(value) ?? 'null';

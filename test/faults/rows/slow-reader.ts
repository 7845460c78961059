import { connect, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { newId } from '../../../src/protocol/ids.ts';
import { ask, type Asked, settledAnswer } from '../rig/ask.ts';
import { type Finding, findIf } from '../rig/finding.ts';
import { metric, untilMetric } from '../rig/metrics.ts';
import { judge } from '../rig/oracle.ts';
import { Place } from '../rig/place.ts';
import { Random } from '../rig/random.ts';
import type { Form, Row } from '../rig/row.ts';
import { saidIn, type Scripted } from '../rig/script.ts';

const bufferBytes = 256 * 1024;
/** What the answers cost a server that has just begun, and more: mostly garbage that is not collected yet. */
const answersCostBytes = 350 * 1024 * 1024;
const answers = 8;
/** More than what the system keeps of a connection that is not read. */
const tokensOf = (form: Form): number => (form === 'long' ? 150_000 : 100_000);
const bytesASecond = 1024;

export const slowReader: Row = {
  name: 'slow-reader',
  about:
    'readers at 1 KB/s while answers flood: each costs its buffer at most and is dropped; who reads well gets everything',
  seeds: 5,
  async run(seed, form, tally) {
    const random = new Random(seed);
    await using place = await Place.open({ env: { INKSTONE_RUNNING_ANSWERS: String(answers) } });
    const plan = { slow: form === 'long' ? 400 : 15, tokens: tokensOf(form) };
    const flood = (signal: AbortSignal) => floodBeside(plan, random, place, signal);
    await tally.attempt(`seed ${seed}, ${plan.slow} slow readers`, flood, { withinMs: 240_000 });
  },
};

interface Plan {
  /** How many slow readers there are. */
  slow: number;
  /** Of each answer. */
  tokens: number;
}

async function floodBeside(
  { slow: count, tokens }: Plan,
  random: Random,
  place: Place,
  signal: AbortSignal,
): Promise<Finding[]> {
  // Half as long, since how fast it goes is all that is asked.
  const alone = await flood(tokens / 2, place, signal);
  const aloneMs = alone.ms * 2;
  const slow = Array.from({ length: count }, () => slowLine(place.port, random));
  await untilMetric(place, 'inkstone_viewers', (viewers) => viewers >= count, signal);
  const before = await metric(place, 'process_resident_memory_bytes', signal);
  const beside = await flood(tokens, place, signal);
  const grown = (await metric(place, 'process_resident_memory_bytes', signal)) - before;
  const dropped = await metric(place, 'inkstone_viewers_dropped_total', signal);
  for (const { socket } of slow) socket.destroy();
  const allowed = count * bufferBytes + answersCostBytes;
  return [
    ...alone.findings,
    ...beside.findings,
    ...findIf(grown > allowed, 'other', `memory grew by ${grown} bytes for ${count} slow readers`),
    ...findIf(dropped === 0, 'other', 'no slow reader was dropped'),
    ...findIf(
      beside.ms > aloneMs * 1.5 + 3000,
      'other',
      `it took ${aloneMs} ms alone and ${beside.ms} ms beside`,
    ),
  ];
}

/** All answers at once, each read by somebody, as fast as they come. */
async function flood(
  tokens: number,
  place: Place,
  signal: AbortSignal,
): Promise<{ ms: number; findings: Finding[] }> {
  const startedAt = performance.now();
  const asking = Array.from({ length: answers }, () => ask(place.caller, endless(tokens), { signal }));
  const asked = await Promise.all(asking);
  const findings = await Promise.all(asked.map((one) => judgeWhole(one, place, signal)));
  return { ms: Math.round(performance.now() - startedAt), findings: findings.flat() };
}

/** Numbered tokens as fast as they are taken. Nobody looks at what was said after each of them. */
function endless(tokens: number): Scripted {
  const whole = Array.from({ length: tokens }, (_, index) => `t${index}`).join(' ');
  const question = `/script ${JSON.stringify({ tokens })}`;
  return { question, key: newId(), thinks: false, after: [`<text>${whole}`] };
}

async function judgeWhole(asked: Asked, { caller }: Place, signal: AbortSignal): Promise<Finding[]> {
  const stored = await settledAnswer(caller, asked, signal);
  await asked.reader.close();
  const sent = asked.script.after.at(-1)!;
  return [
    ...asked.reader.findings,
    ...judge({ sent, shown: asked.reader.shown(asked.body.answerId), stored }),
    ...findIf(saidIn(stored) !== sent, 'loss', 'an answer is not whole'),
  ];
}

/** Takes a kilobyte a second, or nothing at all. */
function slowLine(port: number, random: Random): { socket: Socket } {
  const socket = connect(port, '127.0.0.1');
  socket.write(`GET /api/stream?offset=now&live=sse HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
  socket.pause();
  // Being dropped is what it is here for.
  socket.on('error', () => socket.destroy());
  const timer = random.isOneIn(2) ? setInterval(() => socket.read(bytesASecond), 1000) : undefined;
  socket.on('close', () => clearInterval(timer));
  return { socket };
}

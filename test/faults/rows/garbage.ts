import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { newId } from '../../../src/protocol/ids.ts';
import { ask, grantAll, settledAnswer } from '../rig/ask.ts';
import { type Finding, findIf } from '../rig/finding.ts';
import { metric } from '../rig/metrics.ts';
import { judge } from '../rig/oracle.ts';
import { Place } from '../rig/place.ts';
import { Random } from '../rig/random.ts';
import { type RawModel, type RawReply, startRawModel } from '../rig/raw-model.ts';
import type { Row } from '../rig/row.ts';
import { saidIn, scripted } from '../rig/script.ts';

const mayGrowByBytes = 150 * 1024 * 1024;

export const garbage: Row = {
  name: 'garbage',
  about:
    'the model server talks nonsense, a 100 MB line among it: the answer ends, the server stays, others do not notice',
  seeds: 10,
  async run(seed, form, tally) {
    const random = new Random(seed);
    await using model = await startRawModel();
    await using place = await Place.open({ clockSpeed: 30, env: { OPENAI_BASE_URL: model.url } });
    const replies = [...nonsense(form === 'long' ? 100 : 8), ...mangled(form === 'long' ? 80 : 10, random)];
    for (const reply of replies) {
      await tally.attempt(`seed ${seed}, ${reply.name}`, (signal) => hear(reply, model, place, signal));
    }
  },
};

interface Nonsense extends RawReply {
  name: string;
  /** What can be made of it, where that is clear. */
  says?: string;
}

const chunk = (content: string): string =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`;
const finish = 'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n';
const bytes = (...texts: string[]): Buffer[] => texts.map((text) => Buffer.from(text));

/** `megabytes`: how long the longest line is. */
function nonsense(megabytes: number): Nonsense[] {
  const text = '墨色 🖋️ naïve';
  const whole = chunk(text) + finish;
  const html = { status: 502, headers: { 'content-type': 'text/html' } };
  return [
    { name: 'byte by byte', body: Array.from(Buffer.from(whole), (byte) => Buffer.of(byte)), says: text },
    { name: 'mixed line ends', body: bytes(whole.replace('\n\n', '\r\n\r\n')), says: text },
    { name: 'no [DONE]', body: bytes(whole.replace('data: [DONE]\n\n', '')), says: text },
    { name: 'comments between', body: bytes(': a\n\n', chunk(text), ':\n\n', finish), says: text },
    { name: 'another index', body: bytes(chunk(text).replace('"index":0', '"index":7'), finish) },
    { name: 'no JSON', body: bytes('data: {"choices":[\n\n', chunk(text), finish) },
    { name: 'an error in the middle', body: bytes(chunk(text), 'data: {"error":{"code":"429"}}\n\n') },
    { name: 'half a character', body: [Buffer.from(whole).subarray(0, 50)] },
    { name: 'bytes that are no text', body: [Buffer.from(chunk('a')), Buffer.alloc(4096, 0xff)] },
    { name: 'nothing', body: [] },
    { name: 'a page of a proxy', body: bytes('<html>Bad gateway</html>'), ...html },
    { name: 'called gzip', headers: { 'content-encoding': 'gzip' }, body: bytes(whole) },
    { name: 'gzip, cut', headers: { 'content-encoding': 'gzip' }, body: [gzipSync(whole).subarray(0, 40)] },
    { name: `a line of ${megabytes} MB`, body: longLine(megabytes) },
    { name: 'a million empty lines', body: [Buffer.alloc(1024 * 1024, '\n')] },
  ];
}

/** No end of a line within it. */
function* longLine(megabytes: number): Generator<Buffer, void> {
  yield Buffer.from('data: {"choices":[{"index":0,"delta":{"content":"');
  const piece = Buffer.alloc(1024 * 1024, 'a');
  for (let sent = 0; sent < megabytes; sent++) yield piece;
}

const samples = new URL('../../samples/', import.meta.url);

/** What vendors really sent, with bytes changed, left out, doubled and put in. */
function mangled(count: number, random: Random): Nonsense[] {
  const names = readdirSync(samples).filter((name) => name.endsWith('.sse'));
  return Array.from({ length: count }, (_, index) => {
    const name = random.pick(names);
    return {
      name: `${name}, mangled, ${index}`,
      body: [mangle(readFileSync(new URL(name, samples)), random)],
    };
  });
}

function mangle(whole: Buffer, random: Random): Buffer {
  let mangledBytes = whole;
  for (let change = 1 + random.below(4); change > 0; change--) {
    const at = random.below(mangledBytes.length + 1);
    const end = Math.min(mangledBytes.length, at + random.below(200));
    const [before, within, after] = [
      mangledBytes.subarray(0, at),
      mangledBytes.subarray(at, end),
      mangledBytes.subarray(end),
    ];
    const noise = Buffer.from(Array.from({ length: random.below(20) }, () => random.below(256)));
    mangledBytes = Buffer.concat(
      random.pick([
        [before, after],
        [before, within, within, after],
        [before, noise, after],
      ]),
    );
  }
  return mangledBytes;
}

/** While it is heard, another answer goes on, of the model server that is well. */
async function hear(reply: Nonsense, model: RawModel, place: Place, signal: AbortSignal): Promise<Finding[]> {
  const key = newId();
  model.say(key, reply);
  const before = await metric(place, 'process_resident_memory_bytes', signal);
  const bystander = await ask(place.caller, scripted({ tokens: 3, key: newId() }), {
    model: 'dashscope/demo',
    signal,
  });
  const asked = await ask(place.caller, { question: key, key, thinks: false, after: [''] }, { signal });
  await place.demo.step(bystander.script.key, 1, signal);
  const stored = await settledAnswer(place.caller, asked, signal);
  const after = await metric(place, 'process_resident_memory_bytes', signal);
  grantAll(place.demo, bystander.script.key);
  const other = await settledAnswer(place.caller, bystander, signal);
  await Promise.all([asked.reader.close(), bystander.reader.close()]);
  const said = saidIn(stored);
  return [
    ...asked.reader.findings,
    ...judge({ sent: said, shown: asked.reader.shown(asked.body.answerId), stored }),
    ...findIf(reply.says !== undefined && said !== `<text>${reply.says}`, 'loss', `it was heard as ${said}`),
    ...findIf(
      stored.status === 'failed' && stored.error === null,
      'other',
      'it does not say what went wrong',
    ),
    ...findIf(after - before > mayGrowByBytes, 'other', `memory grew by ${after - before} bytes`),
    ...findIf(other.status !== 'complete', 'other', `an answer beside it ended as ${other.status}`),
  ];
}

// A model server that costs next to nothing: DashScope's chunks to the letter, the text being when they were written.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { DONE, Frames, newEnvelope } from '../../src/demo-model/wire.ts';
import { answerParent } from './child.ts';
import { nowMicros, stamp } from './stamp.ts';

/** Every answer waits after its first chunk, which says only the role, until it is told to go on. */
export type UpstreamCalls = {
  address: { args: undefined; reply: string };
  /** How many answers are open. */
  open: { args: undefined; reply: number };
  /** So many tokens a second for each answer, each at a moment of its own. */
  pace: { args: { rate: number }; reply: void };
  /** So many tokens for each answer, as fast as they are taken. */
  flood: { args: { tokens: number }; reply: void };
  /** Stops writing; the answers stay open. Replies how many tokens were written since the start of the pace. */
  pause: { args: undefined; reply: number };
  /** Ends all answers as they should end. */
  finish: { args: undefined; reply: void };
};

const [before = '', after = ''] = chunkAround('\u0001');
const finishing = frames().finish('stop') + DONE;
const tokensAtOnce = 50;

function frames(): Frames {
  return new Frames(newEnvelope('bench', Date.now()), undefined);
}

function chunkAround(place: string): string[] {
  return frames().piece({ kind: 'content', text: place }).split(JSON.stringify(place).slice(1, -1));
}

const token = (): string => before + stamp(nowMicros()) + after;

const answers = new Set<ServerResponse>();
let timer: NodeJS.Timeout | undefined;
let written = 0;

const server = createServer((incoming, response) => void answer(incoming, response));
server.listen(0, '127.0.0.1', () =>
  answerParent<UpstreamCalls>(
    {
      address: () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
      open: () => answers.size,
      pace: ({ rate }) => pace(rate),
      flood: async ({ tokens }) => void (await Promise.all([...answers].map((open) => flood(open, tokens)))),
      pause: () => {
        clearInterval(timer);
        return written;
      },
      finish: () => {
        for (const open of answers) open.end(finishing);
      },
    },
    () => server.closeAllConnections(),
  ),
);

async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await text(incoming);
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(frames().first());
  // A title is wanted by itself once an answer is whole.
  if (body.includes('"max_tokens"')) return void response.end(before + 'Title' + after + finishing);
  answers.add(response);
  response.on('close', () => answers.delete(response));
}

function pace(rate: number): void {
  written = 0;
  const open = [...answers];
  const start = performance.now();
  const everyMs = 1000 / rate / open.length;
  timer = setInterval(() => {
    const due = Math.floor((performance.now() - start) / everyMs);
    while (written < due) open[written++ % open.length]!.write(token());
  }, 1);
}

/** Each token is an HTTP chunk of its own, as model servers send it, however many go out at once. */
async function flood(response: ServerResponse, tokens: number): Promise<void> {
  for (let left = tokens; left > 0; left -= tokensAtOnce) {
    for (let count = Math.min(left, tokensAtOnce); count > 0; count--) response.write(token());
    if (response.writableNeedDrain) await new Promise((resolve) => response.once('drain', resolve));
  }
}

import { call, type Caller } from '../../../src/protocol/client.ts';
import { getConversation, listConversations } from '../../../src/protocol/conversations.ts';
import { conversationStreamPath, type Event, personStreamPath } from '../../../src/protocol/events.ts';
import { newId } from '../../../src/protocol/ids.ts';
import { followStream } from '../../../src/protocol/line.ts';
import { isLive, type Message, sendMessage, textOf } from '../../../src/protocol/messages.ts';
import { Conditions } from '../rig/conditions.ts';
import { type Finding, findIf } from '../rig/finding.ts';
import { difference } from '../rig/oracle.ts';
import { Place } from '../rig/place.ts';
import { Random } from '../rig/random.ts';
import type { Row } from '../rig/row.ts';

export const answersApart: Row = {
  name: 'answers-apart',
  about:
    '1,000 answers at once, each with a mark of its own: no mark is seen in another conversation, line, session or prompt',
  seeds: 10,
  async run(seed, form, tally) {
    const random = new Random(seed);
    const answers = form === 'long' ? 1_000 : 40;
    await using place = await Place.open({ env: { INKSTONE_RUNNING_ANSWERS: String(answers * 2) } });
    const within = { withinMs: 180_000 };
    const side = (killed: boolean) => (signal: AbortSignal) =>
      answerSideBySide({ answers, killed }, random, place, signal);
    await tally.attempt(`seed ${seed}, ${answers} answers`, side(false), within);
    await tally.attempt(`seed ${seed}, ${answers} answers, kill -9 among them`, side(true), within);
    const sessions = answers / 10;
    const talks = (signal: AbortSignal) => talkInSessions(sessions, random, place, signal);
    await tally.attempt(`seed ${seed}, ${sessions} sessions`, talks, within);
  },
};

/** What is asked in one conversation, and all that may ever be seen there. */
interface Own {
  conversationId: string;
  answerId: string;
  mark: string;
  question: string;
  text: string;
}

function newOwn(random: Random): Own {
  const mark = `mark-${newId()}`;
  const text = Array.from({ length: 8 + random.below(25) }, (_, index) => `${mark} ${index} `).join('');
  const script = {
    text,
    chunk: 7 + random.below(60),
    rate: random.pick([0, 100, 400]),
    thinking: random.isOneIn(3) ? `${mark} thinks` : '',
  };
  const question = `/script ${JSON.stringify(script)}`;
  return { conversationId: newId(), answerId: newId(), mark, question, text };
}

interface Plan {
  answers: number;
  /** Whether the server is killed when half of the answers have ended. */
  killed: boolean;
}

async function answerSideBySide(
  { answers, killed }: Plan,
  random: Random,
  place: Place,
  signal: AbortSignal,
): Promise<Finding[]> {
  const all = Array.from({ length: answers }, () => newOwn(random));
  const { offset } = await call(place.caller, listConversations, {}, undefined, { query: {}, signal });
  const person = new Line(place.caller, personStreamPath, { offset, owns: all });
  const opened = await Promise.all(
    all.map(async (own) => {
      await send(own, place.caller, signal);
      return killed || random.isOneIn(4) ? Line.ofConversation(own, place.caller, signal) : null;
    }),
  );
  const lines = opened.filter((line) => line !== null);
  await person.untilEnded(killed ? answers / 2 : answers, signal);
  if (killed) await comeBack(place);
  await Promise.all([person.untilEnded(answers, signal), ...lines.map((line) => line.untilEnded(1, signal))]);
  const stored = await Promise.all(all.map((own) => judgeStored(own, killed, place.caller, signal)));
  const shown = [person, ...lines].map((line) => line.findings);
  await Promise.all([person, ...lines].map((line) => line.close()));
  return [...shown.flat(), ...stored.flat(), ...judgePrompts(place)];
}

async function comeBack(place: Place): Promise<void> {
  await place.kill();
  await place.start();
}

async function send(
  { conversationId, answerId, question }: Own,
  caller: Caller,
  signal: AbortSignal,
): Promise<void> {
  const body = { id: newId(), answerId, parentId: null, text: question, model: 'openai/demo' };
  await call(caller, sendMessage, { conversationId }, body, { signal });
}

/** An open line, of which every event is looked at. */
class Line {
  readonly findings: Finding[] = [];
  readonly #conditions = new Conditions();
  readonly #owns: ReadonlyMap<string, Own>;
  readonly #texts = new Map<string, string>();
  readonly #ended = new Set<string>();
  readonly #stop = new AbortController();
  readonly #following: Promise<void>;
  /** Rejects if the line ends by itself. */
  readonly #lost: Promise<never>;
  #seq = 0;

  /** `owns`: what may be seen on it. `retake`: takes the state where the line has lost its place. */
  constructor(
    caller: Caller,
    path: string,
    {
      offset,
      owns,
      retake = () => Promise.reject(new Error(`the line ${path} lost its place`)),
    }: { offset: string; owns: readonly Own[]; retake?: (line: Line) => Promise<string> },
  ) {
    this.#owns = new Map(owns.map((own) => [own.conversationId, own]));
    this.#following = followStream(caller, path, {
      offset,
      onGone: () => retake(this),
      onEvents: (events) => events.forEach((event) => this.#see(event)),
      signal: this.#stop.signal,
    });
    this.#following.catch((error: unknown) => this.findings.push({ kind: 'other', what: String(error) }));
    this.#lost = this.#following.then(() => new Promise<never>(() => undefined));
    // Whoever waits for the line hears of it; nobody may wait at that moment.
    this.#lost.catch(() => undefined);
  }

  /** As the page does: the state, and from there on the line; the state again where older events were let go of. */
  static async ofConversation(own: Own, caller: Caller, signal: AbortSignal): Promise<Line> {
    const { conversationId, answerId } = own;
    const take = async (): Promise<{ offset: string; answer: Message }> => {
      const options = { query: {}, signal };
      const { offset, messages } = await call(
        caller,
        getConversation,
        { conversationId },
        undefined,
        options,
      );
      return { offset, answer: messages.find(({ id }) => id === answerId)! };
    };
    const retake = async (line: Line): Promise<string> => {
      const { offset, answer } = await take();
      line.#begin(answer);
      return offset;
    };
    const { offset, answer } = await take();
    const line = new Line(caller, conversationStreamPath(conversationId), { offset, owns: [own], retake });
    line.#begin(answer);
    return line;
  }

  /** What the state holds of an answer: all that was shown of it, and perhaps more. */
  #begin(answer: Message): void {
    const [known, now] = [this.#texts.get(answer.id) ?? '', textOf(answer)];
    this.findings.push(
      ...findIf(!now.startsWith(known), 'loss', () => `the state ${difference(known, now)}`),
    );
    this.#texts.set(answer.id, '');
    this.#grow(answer.conversationId, answer.id, now);
    if (isLive(answer)) return;
    this.#ended.add(answer.id);
    this.#conditions.changed();
  }

  async untilEnded(count: number, signal: AbortSignal): Promise<void> {
    const hasEnded = this.#conditions.until(
      `${count} answers to end`,
      () => this.#ended.size >= count,
      signal,
    );
    await Promise.race([hasEnded, this.#lost]);
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#following;
  }

  #see(event: Event): void {
    if (event.seq <= this.#seq) return;
    this.#seq = event.seq;
    if (!('conversationId' in event)) return;
    const own = this.#owns.get(event.conversationId);
    // Of a try before this one, on the person's line; on that of a conversation nothing else may be.
    if (!own && this.#owns.size > 1) return;
    this.findings.push(...foreignIn(JSON.stringify(event), own, `event ${event.seq}`));
    if (event.type === 'text-delta') this.#grow(event.conversationId, event.answerId, event.text);
    if (event.type === 'answer-end') this.#ended.add(event.answerId);
    this.#conditions.changed();
  }

  #grow(conversationId: string, answerId: string, more: string): void {
    const { text } = this.#owns.get(conversationId)!;
    const now = (this.#texts.get(answerId) ?? '') + more;
    this.#texts.set(answerId, now);
    this.findings.push(...findIf(!text.startsWith(now), 'double', () => `shown ${difference(now, text)}`));
  }
}

/** A mark that is not this conversation's. */
function foreignIn(seen: string, own: Own | undefined, where: string): Finding[] {
  const foreign = marksIn(seen).filter((mark) => mark !== own?.mark);
  return [
    ...findIf(!own, 'other', `${where} is of another conversation`),
    ...findIf(foreign.length > 0, 'other', `${where} of ${own?.mark} holds ${foreign.join(', ')}`),
  ];
}

const marksIn = (text: string): string[] => [...new Set(text.match(/mark-[0-9a-f-]{36}/g))];

async function judgeStored(
  own: Own,
  killed: boolean,
  caller: Caller,
  signal: AbortSignal,
): Promise<Finding[]> {
  const { conversationId, answerId, text } = own;
  const snapshot = await call(caller, getConversation, { conversationId }, undefined, { query: {}, signal });
  const answer = snapshot.messages.find(({ id }) => id === answerId);
  if (!answer) return [{ kind: 'loss', what: `${answerId} is not there` }];
  const said = textOf(answer);
  return [
    ...foreignIn(JSON.stringify(snapshot), own, 'the state'),
    ...findIf(isLive(answer), 'stuck', `${answerId} is ${answer.status}`),
    ...findIf(!text.startsWith(said), 'double', () => `stored ${difference(said, text)}`),
    ...findIf(said !== text && !killed, 'loss', () => `stored ${difference(said, text)}`),
  ];
}

/** What the model was given last: the lines of one conversation, never of two. */
function judgePrompts({ demo }: Place): Finding[] {
  const mixed = demo.requests().filter(({ body }) => marksIn(JSON.stringify(body)).length > 1);
  return findIf(mixed.length > 0, 'other', `${mixed.length} prompts hold the lines of two conversations`);
}

/** Two questions in each session of `/chat`, one for a whole reply and one for a stream. */
async function talkInSessions(
  sessions: number,
  random: Random,
  { origin, demo }: Place,
  signal: AbortSignal,
): Promise<Finding[]> {
  const findings = await Promise.all(
    Array.from({ length: sessions }, async () => {
      const own = newOwn(random);
      const [reply, cookie] = await askWhole(origin, own.question, signal);
      const stream = await askForStream(origin, own.question, cookie, signal);
      return [...judgeReply(reply, own), ...judgeReply(stream, own)];
    }),
  );
  const withContext = demo.requests().filter(({ body }) => marksIn(JSON.stringify(body)).length === 1);
  return [
    ...findings.flat(),
    ...judgePrompts({ demo } as Place),
    ...findIf(withContext.length === 0, 'loss', 'no prompt holds what was asked'),
  ];
}

async function askWhole(
  origin: string,
  message: string,
  signal: AbortSignal,
): Promise<[text: string, cookie: string]> {
  const response = await fetch(`${origin}/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ message }),
    signal,
  });
  const [cookie = ''] = response.headers.getSetCookie();
  const { response: text = '' } = (await response.json()) as { response?: string };
  return [text, cookie.split(';')[0]!];
}

async function askForStream(
  origin: string,
  message: string,
  cookie: string,
  signal: AbortSignal,
): Promise<string> {
  const query = new URLSearchParams({ message });
  const response = await fetch(`${origin}/chat?${query}`, { headers: { cookie }, signal });
  const lines = (await response.text()).split('\n').filter((line) => line.startsWith('data: '));
  const pieces = lines.map((line) => line.slice('data: '.length));
  return pieces.filter((piece) => piece !== '[START]' && piece !== '[DONE]').join('');
}

function judgeReply(reply: string, own: Own): Finding[] {
  return [
    ...foreignIn(reply, own, 'a reply'),
    ...findIf(reply !== own.text, 'loss', () => `replied ${difference(reply, own.text)}`),
  ];
}

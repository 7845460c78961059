import { call, type Caller } from '../../../src/protocol/client.ts';
import { getConversation } from '../../../src/protocol/conversations.ts';
import { conversationStreamPath, type Event } from '../../../src/protocol/events.ts';
import { applyEvent, type ConversationState, stateOf } from '../../../src/protocol/fold.ts';
import { followStream, type FollowOptions, type LineStatus } from '../../../src/protocol/line.ts';
import { isLive, type Message } from '../../../src/protocol/messages.ts';
import { Conditions } from './conditions.ts';
import type { Finding } from './finding.ts';
import { grewFrom, saidIn } from './script.ts';

/** Somebody who reads a conversation with the protocol's client, and remembers all that they were ever shown. */
export class Reader {
  readonly conditions = new Conditions();
  readonly findings: Finding[] = [];
  readonly #shown = new Map<string, string>();
  readonly #growth: { seq: number; answerId: string; length: number }[] = [];
  readonly #ends = new Map<string, number>();
  readonly #stop = new AbortController();
  #state: ConversationState | undefined;
  #line: LineStatus = 'connecting';
  #following: Promise<void> = Promise.resolve();

  /** Resolves once the state is there. */
  static async open(
    caller: Caller,
    conversationId: string,
    following: Pick<FollowOptions, 'clock' | 'onStatus'> = {},
  ): Promise<Reader> {
    const reader = new Reader();
    const take = async (): Promise<string> => {
      const options = { query: { limit: 200 }, signal: reader.#stop.signal };
      const snapshot = await call(caller, getConversation, { conversationId }, undefined, options);
      reader.#take(stateOf(snapshot));
      return snapshot.offset;
    };
    reader.#following = followStream(caller, conversationStreamPath(conversationId), {
      offset: await take(),
      onGone: take,
      onEvents: (events) => events.forEach((event) => reader.#see(event)),
      signal: reader.#stop.signal,
      // The one who reads comes back at once: when it does is the rig's to choose.
      random: () => 0,
      ...following,
      onStatus: (status) => {
        reader.#line = status;
        following.onStatus?.(status);
      },
    });
    return reader;
  }

  /** All that was shown of an answer so far. */
  shown(answerId: string): string {
    return this.#shown.get(answerId) ?? '';
  }

  /** What was shown of an answer by everything up to an event. */
  shownBy(seq: number, answerId: string): string {
    const last = this.#growth.findLast((step) => step.answerId === answerId && step.seq <= seq);
    return this.shown(answerId).slice(0, last?.length ?? 0);
  }

  answer(answerId: string): Message | undefined {
    return this.#state?.messages[answerId];
  }

  get state(): ConversationState {
    return this.#state!;
  }

  async untilShown(answerId: string, text: string, signal: AbortSignal): Promise<void> {
    const what = `to be shown ${text.slice(-40)}`;
    await this.conditions.until(what, () => this.shown(answerId).length >= text.length, signal);
  }

  async untilEnded(answerId: string, signal: AbortSignal): Promise<Message> {
    const hasEnded = (): boolean => !isLive(this.answer(answerId) ?? { status: 'queued' });
    await this.conditions.until(() => `the answer to end: ${this.#standing(answerId)}`, hasEnded, signal);
    return this.answer(answerId)!;
  }

  /** Rejects if the line gave up. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#following;
  }

  /** How an answer stands for who reads it. */
  #standing(answerId: string): string {
    const { run, status } = this.answer(answerId) ?? {};
    return `${status}, run ${run}, ${this.shown(answerId).length} characters, at ${this.state.seq}, the line ${this.#line}`;
  }

  #see(event: Event): void {
    const before = this.#state!;
    if (event.seq > before.seq && event.type === 'answer-end') this.#countEnd(event);
    this.#take(applyEvent(before, event));
  }

  #countEnd({ answerId, run }: { answerId: string; run: number }): void {
    const name = `${answerId} run ${run}`;
    const count = (this.#ends.get(name) ?? 0) + 1;
    this.#ends.set(name, count);
    if (count > 1) this.findings.push({ kind: 'double', what: `${name} has ended ${count} times` });
  }

  #take(state: ConversationState): void {
    const isNew = state !== this.#state;
    this.#state = state;
    if (!isNew) return;
    for (const message of Object.values(state.messages)) this.#show(message);
    this.conditions.changed();
  }

  /** What is shown only ever grows. */
  #show(message: Message): void {
    if (message.role !== 'assistant') return;
    const before = this.shown(message.id);
    const now = saidIn(message);
    if (now.length === before.length) return;
    if (!grewFrom(before, now)) {
      const what = `${message.id}: shown ${quote(before)}, then ${quote(now)}`;
      this.findings.push({ kind: 'loss', what: `taken back from ${what}` });
    }
    this.#shown.set(message.id, now);
    this.#growth.push({ seq: this.state.seq, answerId: message.id, length: now.length });
  }
}

const quote = (text: string): string => JSON.stringify(text.slice(-60));

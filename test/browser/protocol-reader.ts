import { call, type Caller } from '../../src/protocol/client.ts';
import { getConversation, listConversations } from '../../src/protocol/conversations.ts';
import { type Event, personStreamPath } from '../../src/protocol/events.ts';
import {
  applyToList,
  applyEvents,
  type ConversationState,
  type ListState,
  stateOf,
} from '../../src/protocol/fold.ts';
import { followStream } from '../../src/protocol/line.ts';
import { parseOffset } from '../../src/protocol/offset.ts';

/** Somebody who reads one conversation and the list with nothing but the protocol. */
export class ProtocolReader implements AsyncDisposable {
  state: ConversationState;
  list: ListState;
  readonly #stop = new AbortController();
  readonly #following: Promise<void>;

  private constructor(caller: Caller, offset: string, state: ConversationState, list: ListState) {
    this.state = state;
    this.list = list;
    this.#following = followStream(caller, personStreamPath, {
      offset,
      onEvents: (events) => this.#take(events),
      onGone: () => Promise.reject(new Error('nothing is gone so soon')),
      signal: this.#stop.signal,
    });
  }

  static async open(caller: Caller, conversationId: string): Promise<ProtocolReader> {
    const { conversations, offset } = await call(caller, listConversations, {}, undefined);
    const snapshot = await call(caller, getConversation, { conversationId }, undefined);
    const list = { conversations, seq: parseOffset(offset)!.seq };
    return new ProtocolReader(caller, offset, stateOf(snapshot), list);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#following;
  }

  #take(events: readonly Event[]): void {
    this.state = applyEvents(this.state, events);
    this.list = events.reduce(applyToList, this.list);
  }
}

import { call, type Caller, UnreachableError } from '../protocol/client.ts';
import { getConversation } from '../protocol/conversations.ts';
import { ApiError } from '../protocol/errors.ts';
import { conversationStreamPath } from '../protocol/events.ts';
import { applyEvents, type ConversationState, stateOf } from '../protocol/fold.ts';
import { followStream } from '../protocol/line.ts';
import { isLive } from '../protocol/messages.ts';

/** `moved`: there is something else at the end of the conversation than what was shown here, or it goes on. */
export type Change = 'moved' | 'deleted';

interface Shown {
  conversationId: string;
  leafId: string | null;
}

/** Waits until a page or another command changes what was shown here; null if the signal is aborted before. */
export async function changeElsewhere(
  caller: Caller,
  shown: Shown,
  signal: AbortSignal,
): Promise<Change | null> {
  try {
    return await new Watch(caller, shown).change(signal);
  } catch (error) {
    if (error instanceof ApiError && error.code === 'conversation_not_found') return 'deleted';
    // The next question will meet it, and says what it is.
    if (signal.aborted || error instanceof UnreachableError || error instanceof ApiError) return null;
    throw error;
  }
}

class Watch {
  readonly #caller: Caller;
  readonly #shown: Shown;
  readonly #found = new AbortController();
  #change: Change | null = null;

  constructor(caller: Caller, shown: Shown) {
    this.#caller = caller;
    this.#shown = shown;
  }

  async change(signal: AbortSignal): Promise<Change | null> {
    let state: ConversationState;
    const take = async (): Promise<string> => {
      const { conversationId } = this.#shown;
      const query = { limit: 2 };
      const snapshot = await call(this.#caller, getConversation, { conversationId }, undefined, {
        query,
        signal,
      });
      this.#look((state = stateOf(snapshot)));
      return snapshot.offset;
    };
    const offset = await take();
    await followStream(this.#caller, conversationStreamPath(this.#shown.conversationId), {
      offset,
      onEvents: (events) => this.#look((state = applyEvents(state, events))),
      onGone: take,
      signal: AbortSignal.any([signal, this.#found.signal]),
    });
    return this.#change;
  }

  #look({ conversation, messages, deleted }: ConversationState): void {
    const leaf = messages[conversation.leafId ?? ''];
    const isOther = conversation.leafId !== this.#shown.leafId && leaf?.role !== 'user';
    if (deleted) this.#change = 'deleted';
    else if (isOther || (leaf && isLive(leaf))) this.#change = 'moved';
    if (this.#change) this.#found.abort();
  }
}

import { type Caller, call, UnreachableError } from '../protocol/client.ts';
import { stopAnswer } from '../protocol/answers.ts';
import { getConversation } from '../protocol/conversations.ts';
import { ApiError } from '../protocol/errors.ts';
import { conversationStreamPath, type Event } from '../protocol/events.ts';
import { applyToAnswer } from '../protocol/fold.ts';
import { followStream, type LineStatus } from '../protocol/line.ts';
import { isLive, type Message } from '../protocol/messages.ts';
import type { NoticeCode } from '../protocol/notice.ts';
import { parseOffset } from '../protocol/offset.ts';

export interface Watch {
  conversationId: string;
  answerId: string;
  /** A place before the answer began, or that of `answer`. */
  offset: string;
  /** The answer as it stands at `offset`, if it was there. */
  answer?: Message | undefined;
  onChange(answer: Message): void;
  onStatus?(status: LineStatus): void;
  onNotice?(notice: NoticeCode | null): void;
  signal: AbortSignal;
}

/**
 * Follows one answer to its end, however the line breaks. Rejects with the reason of `signal` when that is aborted, and with
 * `answer_not_found` where no end of it will be told: its question was taken back, or what was missed cannot be had again.
 */
export async function followAnswer(caller: Caller, watch: Watch): Promise<Message> {
  const folded = new FoldedAnswer(watch);
  if (folded.ended) return folded.ended;
  const end = new AbortController();
  await followStream(caller, conversationStreamPath(watch.conversationId), {
    offset: watch.offset,
    onEvents: (events) => {
      for (const event of events) folded.apply(event);
      if (folded.isOver) end.abort();
    },
    onGone: async () => {
      const offset = await folded.takeAgain(caller, watch.signal);
      if (folded.isOver) end.abort();
      return offset;
    },
    ...(watch.onStatus ? { onStatus: watch.onStatus } : {}),
    ...(watch.onNotice ? { onNotice: watch.onNotice } : {}),
    signal: AbortSignal.any([end.signal, watch.signal]),
  });
  if (folded.ended) return folded.ended;
  throw folded.isOver ? new ApiError('answer_not_found') : watch.signal.reason;
}

/** One answer, folded from the events of its conversation. */
class FoldedAnswer {
  readonly #watch: Watch;
  #seq: number;
  #answer: Message | undefined;
  #isLost = false;

  constructor(watch: Watch) {
    this.#watch = watch;
    this.#seq = parseOffset(watch.offset)?.seq ?? 0;
    this.#answer = watch.answer;
  }

  get ended(): Message | undefined {
    return this.#answer && !isLive(this.#answer) ? this.#answer : undefined;
  }

  /** Nothing more of it will be told. */
  get isOver(): boolean {
    return this.#isLost || this.ended !== undefined;
  }

  apply(event: Event): void {
    if (event.seq <= this.#seq) return;
    this.#seq = event.seq;
    if (event.type === 'message-withdrawn' && event.answerIds.includes(this.#watch.answerId))
      this.#isLost = true;
    if (event.type === 'message-added' && event.message.id === this.#watch.answerId)
      this.#show(event.message);
    if ('answerId' in event && event.answerId === this.#watch.answerId && this.#answer) {
      this.#show(applyToAnswer(this.#answer, event));
    }
  }

  async takeAgain(caller: Caller, signal: AbortSignal): Promise<string> {
    const { conversationId, answerId } = this.#watch;
    const snapshot = await call(caller, getConversation, { conversationId }, undefined, { signal });
    const answer = snapshot.messages.find(({ id }) => id === answerId);
    this.#seq = parseOffset(snapshot.offset)?.seq ?? 0;
    if (answer) this.#show(answer);
    // Taken back, or another branch is shown: to go on without what was missed would leave a hole that nobody sees.
    else this.#isLost = true;
    return snapshot.offset;
  }

  #show(answer: Message): void {
    this.#answer = answer;
    this.#watch.onChange(answer);
  }
}

/** Stops an answer on the server; its end comes over the line. Whether it could be told to. */
export async function requestStop(caller: Caller, answerId: string, signal: AbortSignal): Promise<boolean> {
  try {
    await call(caller, stopAnswer, { answerId }, undefined, { signal });
    return true;
  } catch (error) {
    if (error instanceof UnreachableError || error === signal.reason) return false;
    throw error;
  }
}

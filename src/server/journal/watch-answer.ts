import { ApiError } from '../../protocol/errors.ts';
import { applyToAnswer } from '../../protocol/fold.ts';
import { isLive, type Message } from '../../protocol/messages.ts';
import { parseOffset } from '../../protocol/offset.ts';
import { readAnswerAt } from '../store/messages.ts';
import type { Store } from '../store/store.ts';
import type { Entry } from './entry.ts';
import type { Journal } from './journal.ts';

/**
 * An answer as it stands, then after each change, until it has ended. Throws `answer_not_found`, also where its question is
 * taken back meanwhile: no end comes then.
 */
export async function* watchAnswer(
  { store, journal }: { store: Store; journal: Journal },
  user: string,
  answerId: string,
  signal: AbortSignal,
): AsyncGenerator<Message> {
  const inbox = new Inbox(answerId, signal);
  // Before the state is read, so that nothing can happen in between.
  const unsubscribe = journal.viewers.subscribe({ user }, (entries) => inbox.add(entries));
  try {
    const { answer, offset } = await readAnswerAt(store.read, user, answerId);
    yield* changesOf(answer, parseOffset(offset)?.seq ?? 0, inbox, signal);
  } finally {
    unsubscribe();
    inbox.close();
  }
}

async function* changesOf(
  answer: Message,
  seq: number,
  inbox: Inbox,
  signal: AbortSignal,
): AsyncGenerator<Message> {
  yield answer;
  while (isLive(answer) && !signal.aborted) {
    const changed = (await inbox.take()).filter((entry) => entry.seq > seq).reduce(applyEntry, answer);
    if (changed === answer) continue;
    answer = changed;
    yield answer;
  }
}

function applyEntry(answer: Message, { event }: Entry): Message {
  if (event.type === 'message-withdrawn') throw new ApiError('answer_not_found');
  return 'answerId' in event ? applyToAnswer(answer, event) : answer;
}

function isAbout(answerId: string, { event }: Entry): boolean {
  if (event.type === 'message-withdrawn') return event.answerIds.includes(answerId);
  return 'answerId' in event && event.answerId === answerId;
}

/** What has come for one answer and is not taken yet: bounded by the answer's own size limit. */
class Inbox {
  readonly #answerId: string;
  readonly #signal: AbortSignal;
  #entries: Entry[] = [];
  #wake: (() => void) | null = null;
  readonly #onAbort = (): void => this.#wake?.();

  constructor(answerId: string, signal: AbortSignal) {
    this.#answerId = answerId;
    this.#signal = signal;
    signal.addEventListener('abort', this.#onAbort);
  }

  add(entries: readonly Entry[]): void {
    const mine = entries.filter((entry) => isAbout(this.#answerId, entry));
    if (mine.length === 0) return;
    this.#entries.push(...mine);
    this.#wake?.();
  }

  /** Waits until there is something, or the signal is aborted. */
  async take(): Promise<Entry[]> {
    if (this.#entries.length === 0 && !this.#signal.aborted) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    return this.#entries.splice(0);
  }

  close(): void {
    this.#signal.removeEventListener('abort', this.#onAbort);
  }
}

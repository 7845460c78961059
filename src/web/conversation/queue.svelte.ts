import { call } from '../../protocol/client.ts';
import { ApiError } from '../../protocol/errors.ts';
import { type Message, textOf, withdrawMessage } from '../../protocol/messages.ts';
import { untilReached } from '../back-off.ts';
import { failureSentence } from '../i18n/failure.ts';
import { toasts } from '../ui/toasts.svelte.ts';
import type { OpenConversation } from './conversation.svelte.ts';
import type { Outbox } from './outbox.svelte.ts';
import { continuableAnswer, waitingQuestions } from './states.ts';

/** What of the open conversation was asked and has its turn yet to come: on the server, or on the way there. */
export class Queue {
  readonly #conversation: OpenConversation;
  readonly #outbox: Outbox;
  /** The question that is being taken back. */
  withdrawing = $state<string>();

  constructor(conversation: OpenConversation, outbox: Outbox) {
    this.#conversation = conversation;
    this.#outbox = outbox;
  }

  /** What the server has not stored yet, as far as this page knows. */
  readonly unsent = $derived.by(() => {
    const { id, state } = this.#conversation;
    return this.#outbox.unsent.filter(
      ({ conversationId, body }) => conversationId === id && !state?.messages[body.id],
    );
  });

  /** The questions that wait for the end of the answer above them, by id. */
  readonly waiting = $derived.by(() => waitingQuestions(this.#conversation.path));

  /** The answer that was cut off and can be written on, by id. */
  readonly continuable = $derived.by(() => continuableAnswer(this.#conversation.path));

  /** What is drawn: what is being sent takes the place of what it is a new version of, and an answer that waits is not there yet. */
  readonly shown = $derived.by(() => {
    const { path } = this.#conversation;
    const first = this.unsent[0];
    const isCut = first && !first.atEnd;
    const end = isCut ? path.findIndex(({ id }) => id === first.body.parentId) + 1 : path.length;
    return path.slice(0, end).filter(({ parentId }) => !this.waiting.has(parentId ?? ''));
  });

  /** What the next question follows; undefined while the conversation is not known. */
  get end(): string | null | undefined {
    const last = this.unsent.at(-1);
    if (last) return last.body.answerId;
    return this.#conversation.state ? (this.#conversation.path.at(-1)?.id ?? null) : undefined;
  }

  /** Whether nothing is under way: then an older place of the conversation may be changed. */
  get isIdle(): boolean {
    return !this.#conversation.liveAnswer && this.unsent.length === 0;
  }

  /** Takes a question back that waits on the server. Gives its text, or undefined if it could not be had back. */
  async withdraw(question: Message): Promise<string | undefined> {
    const { caller } = this.#conversation.session;
    this.withdrawing = question.id;
    try {
      await untilReached(() => call(caller, withdrawMessage, { messageId: question.id }, undefined));
    } catch (error) {
      // Its reply was lost, or another tab was faster: it is taken back.
      const isGone = error instanceof ApiError && error.code === 'message_not_found';
      if (!isGone) return void toasts.show(failureSentence(error), { look: 'danger' });
    } finally {
      this.withdrawing = undefined;
    }
    return textOf(question);
  }
}

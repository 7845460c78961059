import { askNow, continueAnswer, regenerateAnswer, stopAnswer } from '../../protocol/answers.ts';
import { call } from '../../protocol/client.ts';
import { changeConversation } from '../../protocol/conversations.ts';
import { newId } from '../../protocol/ids.ts';
import type { AnswerOptions } from '../../protocol/answer-options.ts';
import type { Message } from '../../protocol/messages.ts';
import { failureSentence } from '../i18n/failure.ts';
import { toasts } from '../ui/toasts.svelte.ts';
import type { OpenConversation } from './conversation.svelte.ts';

export interface Versions {
  ids: readonly string[];
  /** Which of them is shown, from 0. */
  index: number;
}

/** The versions of a question or an answer, and how another comes about. None is ever hidden by a newer one. */
export class Branches {
  readonly #conversation: OpenConversation;
  /** The id of a request that got no reply: asked again under it, the model is asked once. */
  #unanswered: Readonly<Record<string, string>> = {};
  /** The answer that is being stopped. */
  stopping = $state<string>();

  constructor(conversation: OpenConversation) {
    this.#conversation = conversation;
  }

  versionsOf(message: Message): Versions {
    const ids = this.#conversation.state?.children[message.parentId ?? ''] ?? [message.id];
    return { ids, index: ids.indexOf(message.id) };
  }

  /** Shows the branch of a message, on every device; the event brings it here. */
  async choose(leafId: string): Promise<void> {
    const { session, id: conversationId } = this.#conversation;
    await told(() => call(session.caller, changeConversation, { conversationId }, { leafId }));
  }

  /** Asks the question again: a second answer beside this one. */
  async retry(
    answer: Message,
    { model, ...rest }: { model: string | null; options: AnswerOptions; contextFrom?: string },
  ): Promise<void> {
    const { caller } = this.#conversation.session;
    await this.#askOnce(answer.id, (id) => {
      const body = { id, ...(model === null ? {} : { model }), ...rest };
      return call(caller, regenerateAnswer, { answerId: answer.id }, body);
    });
  }

  /** Has an answer that was cut off written on, by the model that began it. */
  async continue({ id: answerId, run }: Message): Promise<void> {
    const { caller } = this.#conversation.session;
    const ask = (id: string) => call(caller, continueAnswer, { answerId }, { id });
    await this.#askOnce(`${answerId} ${run}`, ask);
  }

  async #askOnce(name: string, ask: (id: string) => Promise<unknown>): Promise<void> {
    const id = this.#unanswered[name] ?? newId();
    this.#unanswered = { ...this.#unanswered, [name]: id };
    const { [name]: _, ...rest } = this.#unanswered;
    if (await told(() => ask(id))) this.#unanswered = rest;
  }

  /** Has the model asked at once for an answer that waits. */
  async askNow({ id: answerId }: Message): Promise<void> {
    const { caller } = this.#conversation.session;
    await told(() => call(caller, askNow, { answerId }, undefined));
  }

  async stop(answer: Message): Promise<void> {
    const { caller } = this.#conversation.session;
    this.stopping = answer.id;
    await told(() => call(caller, stopAnswer, { answerId: answer.id }, undefined));
    this.stopping = undefined;
  }
}

/** Whether it was done; if not, the person is told why. */
async function told(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    toasts.show(failureSentence(error), { look: 'danger' });
    return false;
  }
}

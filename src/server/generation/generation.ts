import type { AnswerOptions } from '../../protocol/answer-options.ts';
import type { ContextUse } from '../../protocol/context.ts';
import { ApiError } from '../../protocol/errors.ts';
import { newId } from '../../protocol/ids.ts';
import type { Message, NewMessage, Started } from '../../protocol/messages.ts';
import { Lanes } from '../providers/lanes.ts';
import { readAnswer } from '../store/messages.ts';
import { type Clock, storable } from './answer-writer.ts';
import { Budgets } from './budgets.ts';
import { type Choice, choose } from './choose.ts';
import { contextUse } from './context-use.ts';
import type { JobParts } from './job.ts';
import { recoverAnswers } from './recover.ts';
import { requestOf } from './request-spelling.ts';
import { type Recovered, resume } from './resume.ts';
import { Runs } from './runs.ts';
import { firstWords } from './title.ts';
import { Withdrawn } from './withdrawn.ts';

export type GenerationParts = Omit<JobParts, 'budgets' | 'clock' | 'lanes'> & { clock?: Clock };

interface Again {
  id: string;
  model?: string | undefined;
  options?: AnswerOptions | undefined;
}

interface AgainFrom extends Again {
  contextFrom?: string | undefined;
}

/** Makes answers. Knows no HTTP and no viewer: an answer that nobody watches is written to its end. */
export class Generation {
  /** For whoever else asks models. */
  readonly budgets: Budgets;
  readonly #parts: JobParts;
  readonly #runs: Runs;
  readonly #withdrawn = new Withdrawn();
  #recovered: Promise<Recovered> = Promise.resolve({ seq: 0, queued: [] });

  constructor({ clock, ...parts }: GenerationParts) {
    this.budgets = new Budgets(parts.store);
    this.#parts = {
      ...parts,
      budgets: this.budgets,
      clock: clock ?? { nowMs: () => performance.now() },
      lanes: new Lanes(),
    };
    this.#runs = new Runs(this.#parts);
  }

  /**
   * Stores the question and starts (or queues) its answer. The same request again gets the same reply and starts
   * nothing. Throws `message_not_found` for one that was taken back.
   */
  async send(user: string, conversationId: string, body: NewMessage): Promise<Started> {
    const { journal, limits } = this.#parts;
    const { model, options, conversationOptions } = await this.#choose(user, conversationId, body);
    const add = async (status: 'queued' | 'running') => {
      // In the moment of the write: one that is in the journal before it is taken back is found there.
      if (this.#withdrawn.has(user, body.id)) throw new ApiError('message_not_found');
      return journal.write(user, 'addQuestion', {
        conversationId,
        questionId: body.id,
        answerId: body.answerId ?? newId(),
        parentId: body.parentId,
        text: storable(body.text),
        model,
        options,
        conversationOptions,
        status,
        maxQueued: limits.queued,
        request: requestOf({ conversationId, ...body }),
        title: firstWords(body.text),
        keepDraft: body.keepDraft ?? false,
      });
    };
    const { message, answer } = await this.#runs.begin({ user, model, options, continuedBy: null }, add);
    return { message, answer };
  }

  /**
   * Takes back a question whose answer still waits for its turn. Throws `already_started`, and `message_not_found` for one
   * that is not there, which is then refused if it arrives later.
   */
  async withdraw(user: string, messageId: string): Promise<{ message: Message }> {
    this.#withdrawn.add(user, messageId);
    try {
      const { message, answerIds } = await this.#parts.journal.write(user, 'withdrawMessage', { messageId });
      this.#runs.forget(user, answerIds);
      return { message };
    } catch (error) {
      if (!(error instanceof ApiError && error.code === 'message_not_found'))
        this.#withdrawn.delete(user, messageId);
      throw error;
    }
  }

  /** A second answer to the question that `answerId` answers. */
  async regenerate(user: string, answerId: string, body: AgainFrom): Promise<{ answer: Message }> {
    const { store, journal, limits } = this.#parts;
    const { conversationId } = await readAnswer(store.read, user, answerId);
    const { model, options } = await this.#choose(user, conversationId, body);
    const add = (status: 'queued' | 'running') =>
      journal.write(user, 'addSiblingAnswer', {
        besideId: answerId,
        answerId: body.id,
        contextFrom: body.contextFrom ?? null,
        model,
        options,
        status,
        maxQueued: limits.queued,
        request: requestOf({ besideId: answerId, ...body }),
      });
    const { answer } = await this.#runs.begin({ user, model, options, continuedBy: null }, add);
    return { answer };
  }

  /**
   * A further run of an answer that was cut off. The same request again gets the same reply and starts nothing.
   * Throws `answer_not_found`, `answer_unfinished`, `cannot_continue`, `id_reused`, `queue_full`.
   */
  async continue(user: string, answerId: string, body: Again): Promise<{ answer: Message }> {
    const { store, journal, limits } = this.#parts;
    const own = await readAnswer(store.read, user, answerId);
    const { id, model = own.model, options = own.options ?? {} } = body;
    const add = (status: 'queued' | 'running') =>
      journal.write(user, 'continueAnswer', {
        id,
        answerId,
        status,
        maxQueued: limits.queued,
        request: requestOf({ answerId, ...body }),
      });
    const { answer } = await this.#runs.begin({ user, model, options, continuedBy: 'person' }, add);
    return { answer };
  }

  /** Asks the model now, where an answer waits before that. Throws `answer_not_found`. */
  async askNow(user: string, answerId: string): Promise<{ answer: Message }> {
    const answer = await readAnswer(this.#parts.store.read, user, answerId);
    this.#runs.askNow(user, answerId);
    return { answer };
  }

  /** Stops an answer wherever it stands. The first committed end wins: the reply holds the real status. */
  async stop(user: string, answerId: string): Promise<{ answer: Message }> {
    const { store, journal } = this.#parts;
    const { run } = await readAnswer(store.read, user, answerId);
    if (!(await this.#runs.stop(user, answerId))) {
      const end = { answerId, run, status: 'stopped', error: null } as const;
      await journal.trouble.unlessMet(() => journal.write(user, 'endFromJournal', end));
      this.#runs.forget(user, [answerId]);
      // It may have come to its turn while its end was committed.
      await this.#runs.stop(user, answerId);
    }
    return { answer: await readAnswer(store.read, user, answerId) };
  }

  /** What the next question would be given to the model with. Throws `conversation_not_found` and what resolving the model does. */
  async contextUse(user: string, conversationId: string, asked: Pick<Again, 'model'>): Promise<ContextUse> {
    const choice = await this.#choose(user, conversationId, asked);
    return contextUse(user, { conversationId, choice }, this.#parts);
  }

  /** Deletes a conversation and closes the upstream of whatever runs in it. Throws `conversation_not_found`. */
  async deleteConversation(user: string, id: string): Promise<void> {
    const { journal } = this.#parts;
    await journal.trouble.unlessMet(() => {
      // Before the delete ends them, so that no word of theirs comes after their end.
      this.#runs.stopConversation(user, id);
      return journal.write(user, 'deleteConversation', { id });
    });
    this.#runs.forgetConversation(user, id);
    // It may have begun while the delete was committed.
    this.#runs.stopConversation(user, id);
  }

  /** After a start: ends what was being written when the server went away. */
  async recover(): Promise<void> {
    this.#recovered = this.#findLeft();
    await this.#recovered;
  }

  /**
   * Once that is done: goes on with what was queued, and if wished with what was cut off, where the model can. Waits for
   * nothing.
   */
  takeUp(what: { cutOff: boolean }): void {
    this.#runs.keepAlive((closing) =>
      resume(this.#recovered, what, { ...this.#parts, runs: this.#runs, closing }),
    );
  }

  /** Ends what runs as `interrupted`, with all that came, and takes nothing new. */
  close(): Promise<void> {
    return this.#runs.close();
  }

  async #findLeft(): Promise<Recovered> {
    const queued = await recoverAnswers(this.#parts);
    return { seq: this.#parts.journal.tail.lastSeq, queued };
  }

  #choose(user: string, conversationId: string, asked: Pick<Again, 'model' | 'options'>): Promise<Choice> {
    const { store, models } = this.#parts;
    return choose({ db: store.read, models }, user, { conversationId, asked });
  }
}

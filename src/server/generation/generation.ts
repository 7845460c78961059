import { newId } from '../../protocol/ids.ts';
import type { AnswerOptions, Message, NewMessage, Started } from '../../protocol/messages.ts';
import { readAnswer } from '../store/messages.ts';
import { chooseModel } from './choose-model.ts';
import type { Job, JobParts } from './job.ts';
import { recoverAnswers } from './recover.ts';
import { type Clock, storable } from './run.ts';
import { Runs } from './runs.ts';
import { firstWords } from './title.ts';

export type GenerationParts = Omit<JobParts, 'clock'> & { clock?: Clock };

interface Regenerate {
  id: string;
  model?: string | undefined;
  options?: AnswerOptions | undefined;
}

/** Makes answers. Knows no HTTP and no viewer: an answer that nobody watches is written to its end. */
export class Generation {
  readonly #parts: JobParts;
  readonly #runs: Runs;

  constructor({ clock, ...parts }: GenerationParts) {
    this.#parts = { ...parts, clock: clock ?? { nowMs: () => performance.now() } };
    this.#runs = new Runs(this.#parts);
  }

  /**
   * Stores the question and starts (or queues) its answer. The same request again gets the same reply and starts
   * nothing.
   */
  async send(user: string, conversationId: string, body: NewMessage): Promise<Started> {
    const { journal } = this.#parts;
    const model = await this.#choose(user, conversationId, body.model);
    const { message, answer, duplicate } = await this.#runs.inPlace(user, (status) =>
      journal.write(user, 'addQuestion', {
        conversationId,
        questionId: body.id,
        answerId: body.answerId ?? newId(),
        parentId: body.parentId,
        text: storable(body.text),
        model,
        options: body.options ?? {},
        status,
        request: requestOf({ conversationId, ...body }),
        title: firstWords(body.text),
        keepDraft: body.keepDraft ?? false,
      }),
    );
    if (!duplicate) this.#begin(user, answer, body.options);
    return { message, answer };
  }

  /** A second answer to the question that `answerId` answers. */
  async regenerate(user: string, answerId: string, body: Regenerate): Promise<{ answer: Message }> {
    const { store, journal } = this.#parts;
    const { conversationId } = await readAnswer(store.read, user, answerId);
    const model = await this.#choose(user, conversationId, body.model);
    const { answer, duplicate } = await this.#runs.inPlace(user, (status) =>
      journal.write(user, 'addSiblingAnswer', {
        besideId: answerId,
        answerId: body.id,
        model,
        options: body.options ?? {},
        status,
        request: requestOf({ besideId: answerId, ...body }),
      }),
    );
    if (!duplicate) this.#begin(user, answer, body.options);
    return { answer };
  }

  /** Stops an answer wherever it stands. The first committed end wins: the reply holds the real status. */
  async stop(user: string, answerId: string): Promise<{ answer: Message }> {
    const { store, journal } = this.#parts;
    const { run } = await readAnswer(store.read, user, answerId);
    if (!(await this.#runs.stop(user, answerId))) {
      await journal.write(user, 'endFromJournal', { answerId, run, status: 'stopped', error: null });
      // It may have come to its turn while its end was committed.
      await this.#runs.stop(user, answerId);
    }
    return { answer: await readAnswer(store.read, user, answerId) };
  }

  /** Deletes a conversation and closes the upstream of whatever runs in it. */
  async deleteConversation(user: string, id: string): Promise<void> {
    await this.#parts.journal.write(user, 'deleteConversation', { id });
    this.#runs.stopConversation(user, id);
  }

  /** After a start: ends what was being written, and takes up what was queued. */
  async recover(): Promise<void> {
    for (const job of await recoverAnswers(this.#parts)) this.#runs.enqueue(job);
  }

  /** Ends what runs as `interrupted`, with all that came, and takes nothing new. */
  close(): Promise<void> {
    return this.#runs.close();
  }

  #choose(user: string, conversationId: string, asked: string | undefined): Promise<string | null> {
    const { store, models } = this.#parts;
    return chooseModel({ db: store.read, models }, user, { conversationId, asked });
  }

  #begin(user: string, answer: Message, options: AnswerOptions = {}): void {
    const { id: answerId, conversationId, run, model } = answer;
    // An answer always has a question.
    const job: Job = { user, conversationId, answerId, run, questionId: answer.parentId!, model, options };
    if (answer.status === 'running') this.#runs.start(job);
    else this.#runs.enqueue(job);
  }
}

/** One spelling for one request, so that the same id with another body is told apart. */
function requestOf(fields: Record<string, unknown>): string {
  return JSON.stringify(
    Object.entries(fields)
      .filter(([, value]) => value !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

import { ApiError, type AnswerError, errorCodes } from '../../protocol/errors.ts';
import { newId } from '../../protocol/ids.ts';
import type { AnswerOptions, Message, NewMessage, Started } from '../../protocol/messages.ts';
import type { Journal } from '../journal/journal.ts';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics.ts';
import type { ResolvedModel } from '../providers/registry.ts';
import { liveAnswerRows, readAnswer, readMessage } from '../store/messages.ts';
import type { Store } from '../store/store.ts';
import type { AnswerEnd } from '../store/writes/answers.ts';
import { chooseModel, type ModelSource } from './choose-model.ts';
import { Places } from './places.ts';
import { buildPrompt, textOf } from './prompt.ts';
import { type Clock, type EndedBy, failedBefore, runAnswer, type RunOf, storable } from './run.ts';
import { firstWords, nameConversation, titleRequest } from './title.ts';

export interface GenerationParts {
  store: Store;
  journal: Journal;
  models: ModelSource;
  logger: Logger;
  metrics: Metrics;
  clock?: Clock;
  /** How many answers of one person are written at a time. */
  runningPerUser?: number;
}

/** An answer that is to be written. */
interface Job extends RunOf {
  questionId: string;
  model: string | null;
  options: AnswerOptions;
}

interface Running {
  user: string;
  conversationId: string;
  abort: AbortController;
  ended: Promise<void>;
}

/** Makes answers. Knows no HTTP and no viewer: an answer that nobody watches is written to its end. */
export class Generation {
  readonly #parts: GenerationParts;
  readonly #clock: Clock;
  readonly #places: Places;
  readonly #running = new Map<string, Running>();
  readonly #naming = new Set<Promise<void>>();
  readonly #closing = new AbortController();

  constructor(parts: GenerationParts) {
    this.#parts = parts;
    this.#clock = parts.clock ?? { nowMs: () => performance.now() };
    this.#places = new Places(parts.runningPerUser ?? 4);
  }

  /** Stores the question and starts (or queues) its answer. The same request again gets the same reply and starts nothing. */
  async send(user: string, conversationId: string, body: NewMessage): Promise<Started> {
    this.#refuseWhenClosing();
    const { store, journal, models } = this.#parts;
    const model = await chooseModel({ db: store.read, models }, user, { conversationId, asked: body.model });
    const { message, answer, duplicate } = await this.#inPlace(user, (status) =>
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
      }),
    );
    if (!duplicate) this.#begin(user, answer, message.id, body.options);
    return { message, answer };
  }

  /** A second answer to the question that `answerId` answers. */
  async regenerate(
    user: string,
    answerId: string,
    body: { id: string; model?: string | undefined; options?: AnswerOptions | undefined },
  ): Promise<{ answer: Message }> {
    this.#refuseWhenClosing();
    const { store, journal, models } = this.#parts;
    const { conversationId } = await readAnswer(store.read, user, answerId);
    const model = await chooseModel({ db: store.read, models }, user, { conversationId, asked: body.model });
    const { answer, duplicate } = await this.#inPlace(user, (status) =>
      journal.write(user, 'addSiblingAnswer', {
        besideId: answerId,
        answerId: body.id,
        model,
        options: body.options ?? {},
        status,
        request: requestOf({ besideId: answerId, ...body }),
      }),
    );
    if (!duplicate) this.#begin(user, answer, answer.parentId!, body.options);
    return { answer };
  }

  /** Stops an answer wherever it stands. The first committed end wins: the reply holds the real status. */
  async stop(user: string, answerId: string): Promise<{ answer: Message }> {
    const { store, journal } = this.#parts;
    const { run } = await readAnswer(store.read, user, answerId);
    const running = this.#running.get(answerId);
    if (running?.user === user) {
      running.abort.abort('stopped' satisfies EndedBy);
      await running.ended;
    } else {
      const end = {
        status: 'stopped',
        finishReason: null,
        usage: null,
        timings: null,
        error: null,
        parts: [],
      } as const;
      await journal.write(user, 'endAnswer', { answerId, run, ...end, parts: [] });
    }
    return { answer: await readAnswer(store.read, user, answerId) };
  }

  /** Deletes a conversation and closes the upstream of whatever runs in it. */
  async deleteConversation(user: string, id: string): Promise<void> {
    await this.#parts.journal.write(user, 'deleteConversation', { id });
    for (const running of this.#running.values()) {
      if (running.user === user && running.conversationId === id)
        running.abort.abort('stopped' satisfies EndedBy);
    }
  }

  /** After a start: what was being written ends as interrupted, with all its text; what was queued goes on waiting. */
  async recover(): Promise<void> {
    const { store, journal, logger } = this.#parts;
    const rows = await liveAnswerRows(store.read);
    const running = rows.filter(({ status }) => status === 'running');
    await Promise.all(
      running.map(({ id, run, user_id }) => journal.write(user_id, 'interruptAnswer', { answerId: id, run })),
    );
    if (running.length > 0) logger.info('answers-recovered', { count: running.length });
    for (const row of rows.filter(({ status }) => status === 'queued')) {
      const options = JSON.parse(row.options ?? '{}') as AnswerOptions;
      const of = { user: row.user_id, conversationId: row.conversation_id, answerId: row.id, run: row.run };
      this.#enqueue({ ...of, questionId: row.parent_id!, model: row.model, options });
    }
  }

  /** Ends what runs as `interrupted`, with all that came, and takes nothing new. */
  async close(): Promise<void> {
    this.#closing.abort('interrupted' satisfies EndedBy);
    for (const { abort } of this.#running.values()) abort.abort('interrupted' satisfies EndedBy);
    await Promise.all([...[...this.#running.values()].map(({ ended }) => ended), ...this.#naming]);
  }

  #refuseWhenClosing(): void {
    if (this.#closing.signal.aborted) throw new ApiError('shutting_down');
  }

  /** Adds an answer with a place taken for it, if there is one, which it keeps only if it is really new. */
  async #inPlace<Added extends { answer: Message; duplicate: boolean }>(
    user: string,
    add: (status: 'queued' | 'running') => Promise<Added>,
  ): Promise<Added> {
    const hasPlace = this.#places.take(user);
    let started = false;
    try {
      const added = await add(hasPlace ? 'running' : 'queued');
      started = !added.duplicate;
      return added;
    } finally {
      if (hasPlace && !started) this.#places.release(user);
    }
  }

  #begin(
    user: string,
    { id, conversationId, run, model, status }: Message,
    questionId: string,
    options: AnswerOptions = {},
  ): void {
    const job = { user, conversationId, answerId: id, run, questionId, model, options };
    if (status === 'running') this.#start(job);
    else this.#enqueue(job);
  }

  #enqueue(job: Job): void {
    this.#places.wait(job.user, () => void this.#startQueued(job));
  }

  async #startQueued(job: Job): Promise<void> {
    const { user, answerId, run } = job;
    try {
      if (
        this.#closing.signal.aborted ||
        !(await this.#parts.journal.write(user, 'startRun', { answerId, run }))
      ) {
        return this.#places.release(user);
      }
      this.#start(job);
    } catch (error) {
      this.#parts.logger.error('answer-start-failed', { answerId, error });
      this.#places.release(user);
    }
  }

  #start(job: Job): void {
    const { user, conversationId, answerId } = job;
    const abort = new AbortController();
    if (this.#closing.signal.aborted) abort.abort(this.#closing.signal.reason);
    const ended = this.#runToEnd(job, abort).finally(() => {
      this.#running.delete(answerId);
      this.#places.release(user);
    });
    this.#running.set(answerId, { user, conversationId, abort, ended });
  }

  /** Never rejects: it is the outermost place of a run. */
  async #runToEnd(job: Job, abort: AbortController): Promise<void> {
    const { journal, logger, metrics, models } = this.#parts;
    const { user, answerId, run } = job;
    try {
      const resolved = await models.resolve(user, job.model);
      const status = await this.#ask(job, resolved, abort);
      metrics.answerEnded(status);
      if (status === 'complete') this.#name(job, resolved);
    } catch (error) {
      metrics.answerEnded('failed');
      if (!(error instanceof ApiError)) logger.error('answer-failed', { answerId, run, error });
      await journal
        .write(user, 'endAnswer', { answerId, run, ...failedBefore(answerErrorOf(error)) })
        .catch((failure: unknown) => logger.error('answer-end-lost', { answerId, run, error: failure }));
    }
  }

  async #ask(
    job: Job,
    { provider, model }: ResolvedModel,
    abort: AbortController,
  ): Promise<AnswerEnd['status']> {
    const messages = await buildPrompt(this.#parts.store.read, job.user, job);
    const { thinking } = job.options;
    const request = {
      model,
      messages,
      stream: true,
      thinking: thinking === undefined ? 'default' : thinking ? 'on' : 'off',
    } as const;
    return runAnswer(job, { provider, request }, { journal: this.#parts.journal, clock: this.#clock, abort });
  }

  /** After the first answer, below everything else that waits. A model that cannot but think is not asked. */
  #name(job: Job, { provider, model, thinking }: ResolvedModel): void {
    if (thinking === 'only' || this.#closing.signal.aborted) return;
    const naming = this.#nameAfterFirst(job, { provider, model })
      .catch((error: unknown) =>
        this.#parts.logger.warn('title-failed', { conversationId: job.conversationId, error }),
      )
      .finally(() => this.#naming.delete(naming));
    this.#naming.add(naming);
  }

  async #nameAfterFirst(
    job: Job,
    { provider, model }: Pick<ResolvedModel, 'provider' | 'model'>,
  ): Promise<void> {
    const { store, journal } = this.#parts;
    const question = await readMessage(store.read, job.user, job.questionId);
    if (question.parentId !== null) return;
    const answer = await readAnswer(store.read, job.user, job.answerId);
    const request = titleRequest(model, { question: textOf(question), answer: textOf(answer) });
    await nameConversation(job, { provider, request }, { journal, signal: this.#closing.signal });
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

function answerErrorOf(error: unknown): AnswerError {
  const code = error instanceof ApiError ? error.code : 'internal';
  const detail = error instanceof ApiError ? error.detail : undefined;
  return { code, retryable: errorCodes[code].retryable, ...(detail ? { detail } : {}) };
}

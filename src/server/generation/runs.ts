import { ApiError } from '../../protocol/errors.ts';
import type { Message } from '../../protocol/messages.ts';
import { waitOf } from '../store/queue.ts';
import { rememberCutOff } from './cut-off.ts';
import { type Job, type JobParts, writeAnswer } from './job.ts';
import type { EndedBy } from './outcome.ts';
import { Places } from './places.ts';
import type { Reins } from './run.ts';
import { nameAfterFirst } from './title.ts';
import { untilFound } from './until.ts';

/** What a write has added. */
interface Added {
  answer: Message;
  /** The request was stored before: nothing is to be started. */
  duplicate: boolean;
  /** Whether it waits for the answer that its question follows. */
  held: boolean;
}

interface Running {
  job: Job;
  reins: Reins;
  ended: Promise<void>;
}

/** The answers that are being written, and those that wait for a place. */
export class Runs {
  readonly #parts: JobParts;
  readonly #places: Places;
  readonly #running = new Map<string, Running>();
  /** What else is under way and must be over before the store goes: starts from the queue, titles. */
  readonly #underWay = new Set<Promise<void>>();
  readonly #closing = new AbortController();

  constructor(parts: JobParts) {
    this.#parts = parts;
    this.#places = new Places(parts.limits.running);
    parts.journal.trouble.subscribe((state) => {
      // Nobody's model server is kept waiting for a disk for ever. The ends are stored when it takes them.
      if (state?.isLasting) this.#interrupt();
    });
  }

  /**
   * Adds an answer, or a further run of one, with a place taken for it if there is one, and begins or queues it. What
   * was added before is left to itself. Throws `shutting_down`, and what `add` throws.
   */
  async begin<Reply extends Added>(
    { user, options, continuedBy, model }: Pick<Job, 'user' | 'options' | 'continuedBy' | 'model'>,
    add: (status: 'queued' | 'running') => Promise<Reply>,
  ): Promise<Reply> {
    const added = await this.#inPlace(user, add);
    if (added.duplicate) return added;
    const { id: answerId, conversationId, run, parentId, status } = added.answer;
    // An answer always has a question.
    const questionId = parentId!;
    const job = { user, conversationId, answerId, run, questionId, model, options, continuedBy };
    if (status === 'running') this.start(job);
    else if (added.held) this.hold(job);
    else this.enqueue(job);
    return added;
  }

  /** A place is kept only for what is really new and begins at once. */
  async #inPlace<Reply extends Added>(
    user: string,
    add: (status: 'queued' | 'running') => Promise<Reply>,
  ): Promise<Reply> {
    if (this.#closing.signal.aborted) throw new ApiError('shutting_down');
    const hasPlace = this.#places.take(user);
    let starts = false;
    try {
      const added = await add(hasPlace ? 'running' : 'queued');
      starts = !added.duplicate && added.answer.status === 'running';
      return added;
    } finally {
      if (hasPlace && !starts) this.#places.release(user);
    }
  }

  /** For an answer that has its place. */
  start(job: Job): void {
    const abort = new AbortController();
    const reins: Reins = { abort, askNow: () => undefined };
    if (this.#closing.signal.aborted) abort.abort(this.#closing.signal.reason);
    const ended = this.#run(job, reins).finally(() => {
      // Its end may have been another's, and a further run have begun before this one has noticed.
      if (this.#running.get(job.answerId)?.reins === reins) this.#running.delete(job.answerId);
      this.#places.release(job.user);
    });
    this.#running.set(job.answerId, { job, reins, ended });
  }

  /** For one that waits for its place. */
  enqueue(job: Job): void {
    this.#places.wait(job, () => this.#keep(this.#startQueued(job)));
  }

  /** For one whose question follows an answer that is not over yet: it waits for that, and then for its place. */
  hold(job: Job): void {
    this.#keep(this.#enqueueAfterParent(job));
  }

  /** What else is to be over before the store goes. Its signal is aborted when that is near. */
  keepAlive(work: (signal: AbortSignal) => Promise<void>): void {
    this.#keep(work(this.#closing.signal));
  }

  /**
   * Closes the upstream of an answer that is being written, and waits for its end; throws where the disk takes nothing,
   * and its end is stored later. `false`: it is not being written.
   */
  async stop(user: string, answerId: string): Promise<boolean> {
    const running = this.#running.get(answerId);
    if (running?.job.user !== user) return false;
    running.reins.abort.abort('stopped' satisfies EndedBy);
    await this.#parts.journal.trouble.unlessMet(() => running.ended);
    return true;
  }

  /** Ends the wait of an answer that waits before its model is asked. */
  askNow(user: string, answerId: string): void {
    const running = this.#running.get(answerId);
    if (running?.job.user === user) running.reins.askNow();
  }

  /** Answers that have ended, or are gone, before their turn came. */
  forget(user: string, answerIds: readonly string[]): void {
    this.#places.forget(user, ({ answerId }) => answerIds.includes(answerId));
  }

  /** All that waits in a conversation which is gone. */
  forgetConversation(user: string, conversationId: string): void {
    this.#places.forget(user, (of) => of.conversationId === conversationId);
  }

  /** Closes the upstreams of everything that is being written in a conversation. */
  stopConversation(user: string, conversationId: string): void {
    for (const { job, reins } of this.#running.values()) {
      if (job.user === user && job.conversationId === conversationId)
        reins.abort.abort('stopped' satisfies EndedBy);
    }
  }

  /** Ends what runs as `interrupted`, with all that came, and starts nothing new. What is queued stays so. */
  async close(): Promise<void> {
    this.#closing.abort('interrupted' satisfies EndedBy);
    this.#places.close();
    const { journal } = this.#parts;
    if (this.#running.size > 0) this.#keep(rememberCutOff(journal.tail.lastSeq, this.#parts));
    this.#interrupt();
    while (this.#running.size + this.#underWay.size > 0) {
      await Promise.all([...Array.from(this.#running.values(), ({ ended }) => ended), ...this.#underWay]);
    }
  }

  #interrupt(): void {
    for (const { reins } of this.#running.values()) reins.abort.abort('interrupted' satisfies EndedBy);
  }

  async #run(job: Job, reins: Reins): Promise<void> {
    const model = await writeAnswer(job, this.#parts, reins);
    if (model && !this.#closing.signal.aborted) {
      this.#keep(nameAfterFirst(job, model, this.#parts, this.#closing.signal));
    }
  }

  async #enqueueAfterParent(job: Job): Promise<void> {
    const { store, journal, logger } = this.#parts;
    const { user, conversationId, answerId } = job;
    const look = async (): Promise<'place' | 'nothing' | null> => {
      const wait = await waitOf(store.read, user, answerId);
      return wait === 'parent' ? null : wait;
    };
    try {
      const wait = await untilFound(journal, { user, conversationId }, look, this.#closing.signal);
      if (wait === 'place') this.enqueue(job);
    } catch (error) {
      logger.error('answer-start-failed', { answerId, error });
    }
  }

  async #startQueued(job: Job): Promise<void> {
    const { user, answerId, run } = job;
    try {
      if (await this.#parts.journal.write(user, 'startRun', { answerId, run })) return this.start(job);
    } catch (error) {
      this.#parts.logger.error('answer-start-failed', { answerId, error });
    }
    this.#places.release(user);
  }

  #keep(work: Promise<void>): void {
    const kept = work.finally(() => this.#underWay.delete(kept));
    this.#underWay.add(kept);
  }
}

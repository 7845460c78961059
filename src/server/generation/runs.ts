import { ApiError } from '../../protocol/errors.ts';
import { type Job, type JobParts, writeAnswer } from './job.ts';
import { Places } from './places.ts';
import type { EndedBy } from './run.ts';
import { nameAfterFirst } from './title.ts';

interface Running {
  job: Job;
  abort: AbortController;
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
    this.#places = new Places(parts.limits.running, parts.limits.queued);
  }

  /**
   * Adds an answer with a place taken for it, if there is one, which it keeps only if it is really new.
   * Throws `shutting_down`, `queue_full`.
   */
  async inPlace<Added extends { duplicate: boolean }>(
    user: string,
    add: (status: 'queued' | 'running') => Promise<Added>,
  ): Promise<Added> {
    if (this.#closing.signal.aborted) throw new ApiError('shutting_down');
    const hasPlace = this.#places.take(user);
    let started = false;
    try {
      if (!hasPlace) this.#places.refuseIfFull(user);
      const added = await add(hasPlace ? 'running' : 'queued');
      started = !added.duplicate;
      return added;
    } finally {
      if (hasPlace && !started) this.#places.release(user);
    }
  }

  /** For an answer that has its place. */
  start(job: Job): void {
    const abort = new AbortController();
    if (this.#closing.signal.aborted) abort.abort(this.#closing.signal.reason);
    const ended = this.#run(job, abort).finally(() => {
      this.#running.delete(job.answerId);
      this.#places.release(job.user);
    });
    this.#running.set(job.answerId, { job, abort, ended });
  }

  /** For one that waits for its place. */
  enqueue(job: Job): void {
    this.#places.wait(job.user, () => this.#keep(this.#startQueued(job)));
  }

  /** Closes the upstream of an answer that is being written, and waits for its end. `false`: it is not. */
  async stop(user: string, answerId: string): Promise<boolean> {
    const running = this.#running.get(answerId);
    if (running?.job.user !== user) return false;
    running.abort.abort('stopped' satisfies EndedBy);
    await running.ended;
    return true;
  }

  /** Closes the upstreams of everything that is being written in a conversation. */
  stopConversation(user: string, conversationId: string): void {
    for (const { job, abort } of this.#running.values()) {
      if (job.user === user && job.conversationId === conversationId)
        abort.abort('stopped' satisfies EndedBy);
    }
  }

  /** Ends what runs as `interrupted`, with all that came, and starts nothing new. What is queued stays so. */
  async close(): Promise<void> {
    this.#closing.abort('interrupted' satisfies EndedBy);
    this.#places.close();
    for (const { abort } of this.#running.values()) abort.abort('interrupted' satisfies EndedBy);
    while (this.#running.size + this.#underWay.size > 0) {
      await Promise.all([...Array.from(this.#running.values(), ({ ended }) => ended), ...this.#underWay]);
    }
  }

  async #run(job: Job, abort: AbortController): Promise<void> {
    const model = await writeAnswer(job, this.#parts, abort);
    if (model && !this.#closing.signal.aborted) {
      this.#keep(nameAfterFirst(job, model, this.#parts, this.#closing.signal));
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

import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { AnswerStatus } from '../protocol/messages.ts';
import type { Logger } from './logger.ts';

export interface RequestRecord {
  requestId: string;
  method: string;
  /** The template (`/api/conversations/:conversationId`), never the path itself. */
  route: string;
  status: number;
  bytes: number;
  ms: number;
}

/** What the server counts, one method each, which also logs it where a log line is owed. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #logger: Logger;
  readonly #requests: Histogram;
  readonly #viewers: Gauge;
  readonly #viewersDropped: Counter;
  readonly #answers: Counter;
  readonly #commits: Histogram;
  readonly #storageTrouble: Gauge;
  readonly #storageTroubles: Counter;

  constructor(logger: Logger) {
    this.#logger = logger;
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry });
    this.#requests = new Histogram({
      name: 'inkstone_request_seconds',
      help: 'How long requests took, streams excepted.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60],
      registers,
    });
    this.#viewers = new Gauge({ name: 'inkstone_viewers', help: 'Open lines that read along.', registers });
    this.#viewersDropped = new Counter({
      name: 'inkstone_viewers_dropped_total',
      help: 'Lines closed because their reader was too slow. They resume by their offset.',
      registers,
    });
    this.#answers = new Counter({
      name: 'inkstone_answers_total',
      help: 'Answers that have ended.',
      labelNames: ['status'],
      registers,
    });
    this.#commits = new Histogram({
      name: 'inkstone_commit_seconds',
      help: 'How long the commits of the journal took.',
      buckets: [0.0002, 0.0005, 0.001, 0.002, 0.005, 0.02, 0.1, 1],
      registers,
    });
    this.#storageTrouble = new Gauge({
      name: 'inkstone_storage_trouble',
      help: '1 while the disk takes nothing, else 0.',
      registers,
    });
    this.#storageTroubles = new Counter({
      name: 'inkstone_storage_troubles_total',
      help: 'How often the disk began to take nothing.',
      labelNames: ['code'],
      registers,
    });
  }

  requestEnded({ requestId, method, route, status, bytes, ms }: RequestRecord): void {
    this.#requests.observe({ method, route, status }, ms / 1000);
    this.#logger.debug('request-ended', { requestId, method, route, status, bytes, ms: Math.round(ms) });
  }

  viewerOpened(): void {
    this.#viewers.inc();
  }

  viewerClosed(): void {
    this.#viewers.dec();
  }

  viewerDropped(): void {
    this.#viewersDropped.inc();
    this.#logger.info('viewer-dropped', { reason: 'slow' });
  }

  answerEnded(status: AnswerStatus): void {
    this.#answers.inc({ status });
  }

  committed(ms: number): void {
    this.#commits.observe(ms / 1000);
  }

  /** The disk takes nothing from now on. */
  storageTroubleBegan(cause: Error & { code: string; errcode: number | null }): void {
    const { code, errcode } = cause;
    this.#storageTrouble.set(1);
    this.#storageTroubles.inc({ code });
    this.#logger.error('storage-trouble-began', { code, reason: `sqlite ${errcode}`, error: cause });
  }

  storageTroubleEnded(ms: number): void {
    this.#storageTrouble.set(0);
    this.#logger.warn('storage-trouble-ended', { ms: Math.round(ms) });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }
}

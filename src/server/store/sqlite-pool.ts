import type { SQLInputValue } from 'node:sqlite';
import type { Worker } from 'node:worker_threads';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { ApiError } from '../../protocol/errors.ts';
import type { Database } from './schema.ts';
import type { ReadReply } from './sqlite-reader.ts';
import { isStorageErrcode, StorageError } from './store.ts';
import { startThread } from './threads.ts';

export interface Readers {
  db: Kysely<Database>;
  close(): Promise<void>;
}

/** Kysely over a few reader threads: the event loop never waits for a disk. A transaction keeps one of them to itself. */
export function openReaders(file: string, most: number): Readers {
  const pool = new ReaderPool(file, most);
  const dialect: Dialect = {
    createAdapter: () => new ReadersAdapter(),
    createDriver: () => pool,
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
  return { db: new Kysely<Database>({ dialect }), close: () => pool.destroy() };
}

/** Kysely takes it that SQLite has one connection, and would lock all readers but one out, for a whole transaction. */
class ReadersAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

/** For how long a query waits for a reader before there is another one: a little longer than the first takes to start. */
const patienceMs = 100;

/** One thread from the start; a further one, which weighs 12 MB, once there is more to read than one can. */
class ReaderPool implements Driver {
  readonly #file: string;
  readonly #most: number;
  readonly #all: ReaderConnection[];
  readonly #idle: ReaderConnection[];
  readonly #waiting: ((connection: ReaderConnection) => void)[] = [];
  #patience: NodeJS.Timeout | undefined;

  constructor(file: string, most: number) {
    this.#file = file;
    this.#most = most;
    this.#all = [new ReaderConnection(file)];
    this.#idle = [...this.#all];
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<ReaderConnection> {
    const idle = this.#idle.pop();
    if (idle) return idle;
    if (this.#all.length < this.#most) this.#patience ??= setTimeout(() => this.#addReader(), patienceMs);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #addReader(): void {
    this.#patience = undefined;
    const first = this.#waiting.shift();
    if (!first) return;
    const further = new ReaderConnection(this.#file);
    this.#all.push(further);
    first(further);
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    const usable = (connection as ReaderConnection).hasEnded
      ? this.#replace(connection as ReaderConnection)
      : (connection as ReaderConnection);
    const next = this.#waiting.shift();
    if (next) next(usable);
    else this.#idle.push(usable);
  }

  #replace(ended: ReaderConnection): ReaderConnection {
    const connection = new ReaderConnection(this.#file);
    this.#all.splice(this.#all.indexOf(ended), 1, connection);
    return connection;
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin'));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'));
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('rollback'));
  }

  async destroy(): Promise<void> {
    clearTimeout(this.#patience);
    await Promise.all(this.#all.map((connection) => connection.close()));
  }
}

interface Waiting {
  resolve(rows: unknown[]): void;
  reject(error: Error): void;
}

class ReaderConnection implements DatabaseConnection {
  readonly #thread: Worker;
  readonly #ended: Promise<void>;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #failure: Error | null = null;

  constructor(file: string) {
    this.#thread = startThread('sqlite-reader', { file });
    this.#thread.on('message', (reply: ReadReply) => this.#settle(reply));
    this.#thread.on('error', (error) =>
      this.#fail(error instanceof Error ? error : new Error(String(error))),
    );
    this.#ended = new Promise((resolve) => this.#thread.once('exit', () => resolve()));
    void this.#ended.then(() => this.#fail(new Error('the reader thread ended')));
    this.#thread.unref();
  }

  /** Whether its thread is gone or given up: the pool then starts another. */
  get hasEnded(): boolean {
    return this.#failure !== null;
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    if (this.#failure) throw this.#failure;
    const id = ++this.#lastId;
    const rows = await new Promise<unknown[]>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#thread.ref();
      this.#thread.postMessage({ id, sql, parameters: parameters as SQLInputValue[] });
    });
    return { rows: rows as Row[] };
  }

  // eslint-disable-next-line require-yield -- the type asks for a generator; nothing of ours streams rows
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('reader threads do not stream rows');
  }

  async close(): Promise<void> {
    this.#thread.ref();
    if (!this.#failure) this.#thread.postMessage('close');
    await this.#ended;
  }

  #settle(reply: ReadReply): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if (this.#waiting.size === 0) this.#thread.unref();
    if ('rows' in reply) return waiting?.resolve(reply.rows);
    const { message, errcode } = reply;
    if (!isStorageErrcode(errcode)) return waiting?.reject(Object.assign(new Error(message), { errcode }));
    const failure = new ApiError('storage_failing', undefined, { cause: new StorageError(message, errcode) });
    waiting?.reject(failure);
    this.#giveUp(failure);
  }

  /** Nobody knows what the connection still is: it is not used again, and its thread goes once it has answered. */
  #giveUp(failure: Error): void {
    if (this.#failure) return;
    this.#failure = failure;
    this.#thread.postMessage('close');
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.values()) reject(this.#failure);
    this.#waiting.clear();
  }
}

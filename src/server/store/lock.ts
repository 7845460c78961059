import { rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** What holds a data folder: a server that people use, or a single command that started its own. */
export interface Holder {
  kind: 'serve' | 'command';
  pid: number;
  /** `http://127.0.0.1:PORT`, once it listens. */
  address: string | null;
}

/** Another process has this data folder open. */
export class DataFolderBusyError extends Error {
  readonly dataDir: string;
  /** `null` in the moment between taking the lock and writing the address down. */
  readonly holder: Holder | null;

  constructor(dataDir: string, holder: Holder | null) {
    super(`another process has the data folder ${dataDir} open`);
    this.name = 'DataFolderBusyError';
    this.dataDir = dataDir;
    this.holder = holder;
  }

  get address(): string | null {
    return this.holder?.address ?? null;
  }
}

const addressFile = (dataDir: string): string => join(dataDir, 'server.json');

/**
 * One process holds a data folder: an exclusive transaction on `lock.db`, which the system releases even after a
 * kill -9. Throws `DataFolderBusyError`.
 */
export class DataFolderLock {
  readonly #db: DatabaseSync;
  readonly #dataDir: string;

  private constructor(dataDir: string, db: DatabaseSync) {
    this.#dataDir = dataDir;
    this.#db = db;
  }

  static async take(dataDir: string): Promise<DataFolderLock> {
    const db = new DatabaseSync(join(dataDir, 'lock.db'));
    try {
      db.exec('BEGIN EXCLUSIVE');
    } catch (error) {
      db.close();
      if (!isBusy(error)) throw error;
      throw new DataFolderBusyError(dataDir, await readHolder(dataDir));
    }
    // Whoever was here before may have gone without a word.
    rmSync(addressFile(dataDir), { force: true });
    return new DataFolderLock(dataDir, db);
  }

  /** Writes down where this process answers, for the command line to find. */
  announce(holder: Holder): void {
    writeFileSync(addressFile(this.#dataDir), JSON.stringify(holder), { mode: 0o600 });
  }

  release(): void {
    rmSync(addressFile(this.#dataDir), { force: true });
    this.#db.close();
  }
}

const isBusy = (error: unknown): boolean => ((error as { errcode?: number }).errcode ?? 0) % 256 === 5;

/** Who said last to hold this folder; it may be gone without having said so. */
export async function readHolder(dataDir: string): Promise<Holder | null> {
  try {
    return JSON.parse(await readFile(addressFile(dataDir), 'utf8')) as Holder;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

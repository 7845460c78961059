import { parentPort, workerData } from 'node:worker_threads';
import { type BatchResult, commitBatch, type CommitItem } from './batch.ts';
import { readLastSeq } from './journal.ts';
import { migrate } from './migrations/index.ts';
import { prepare } from './prepare.ts';
import { kyselyOf, openSqliteFile } from './sqlite-file.ts';

/** The one thread that writes. It takes a batch, commits it, answers, and takes the next. */
export type WriterReply =
  | { type: 'ready'; epoch: string; lastSeq: number }
  | { type: 'committed'; result: BatchResult }
  | { type: 'failed'; message: string; errcode: number | null; unknownSchema: boolean };

export type WriterRequest = { type: 'commit'; items: CommitItem[]; now: number } | { type: 'close' };

const port = parentPort!;

async function run(file: string): Promise<void> {
  const db = kyselyOf(openSqliteFile(file));
  await migrate(db);
  const epoch = await prepare(db);
  let lastSeq = await readLastSeq(db);
  port.on('message', (request: WriterRequest) => void serve(request));
  port.postMessage({ type: 'ready', epoch, lastSeq } satisfies WriterReply);

  async function serve(request: WriterRequest): Promise<void> {
    if (request.type === 'close') {
      await db.destroy();
      port.close();
      return;
    }
    try {
      const result = await commitBatch(db, lastSeq, request.items, request.now);
      lastSeq = result.lastSeq;
      port.postMessage({ type: 'committed', result } satisfies WriterReply);
    } catch (error) {
      port.postMessage(failed(error));
    }
  }
}

function failed(error: unknown): WriterReply {
  const { message, errcode, name } = error as { message: string; errcode?: number; name?: string };
  return { type: 'failed', message, errcode: errcode ?? null, unknownSchema: name === 'UnknownSchemaError' };
}

run((workerData as { file: string }).file).catch((error: unknown) => {
  port.postMessage(failed(error));
  port.close();
});

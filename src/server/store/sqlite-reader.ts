import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { openSqliteFile } from './sqlite-file.ts';

/** A thread that reads: it runs one query after the other and sends the rows back. */
export interface ReadRequest {
  id: number;
  sql: string;
  parameters: SQLInputValue[];
}

export type ReadReply =
  { id: number; rows: unknown[] } | { id: number; message: string; errcode: number | null };

const port = parentPort!;
/** Opened with the first query: the thread starts beside the writer, which may have yet to make the file. */
let opened: DatabaseSync | undefined;
const statements = new Map<string, StatementSync>();

function database(): DatabaseSync {
  opened ??= openSqliteFile((workerData as { file: string }).file, { readOnly: true });
  return opened;
}

function statementOf(sql: string): StatementSync {
  const known = statements.get(sql);
  if (known) return known;
  const statement = database().prepare(sql);
  if (statements.size >= 256) statements.clear();
  statements.set(sql, statement);
  return statement;
}

function read({ id, sql, parameters }: ReadRequest): ReadReply {
  try {
    return { id, rows: statementOf(sql).all(...parameters) };
  } catch (error) {
    const { message, errcode } = error as { message: string; errcode?: number };
    return { id, message, errcode: errcode ?? null };
  }
}

port.on('message', (request: ReadRequest | 'close') => {
  if (request !== 'close') return port.postMessage(read(request));
  opened?.close();
  port.close();
});

import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { migrate } from '../../src/server/store/migrations/index.ts';
import { prepare } from '../../src/server/store/prepare.ts';
import { kyselyOf, openSqliteFile } from '../../src/server/store/sqlite-file.ts';

/**
 * `node migrate-and-die.ts STORE N`: migrates, and is killed as hard as can be when N statements have run.
 */
const [file = '', limit = ''] = process.argv.slice(2);
let statements = 0;

function dieAtTheLimit(): void {
  if (statements === Number(limit)) process.kill(process.pid, 'SIGKILL');
}

function counted(statement: StatementSync): StatementSync {
  for (const name of ['run', 'all'] as const) {
    const execute = statement[name].bind(statement) as (...args: unknown[]) => never;
    statement[name] = (...args: unknown[]) => {
      dieAtTheLimit();
      const result = execute(...args);
      statements += 1;
      return result;
    };
  }
  return statement;
}

function withCount(db: DatabaseSync): DatabaseSync {
  const prepareStatement = db.prepare.bind(db);
  db.prepare = (sql: string) => counted(prepareStatement(sql));
  return db;
}

const db = kyselyOf(withCount(openSqliteFile(file)));
await migrate(db);
await prepare(db);
dieAtTheLimit();
await db.destroy();

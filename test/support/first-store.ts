import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

const dump = new URL('./first-store.sql', import.meta.url);

/** Makes `file` a store as the first schema had it, with conversations and an answer that a kill cut off. */
export function makeFirstStore(file: string): void {
  const db = new DatabaseSync(file);
  db.exec('PRAGMA journal_mode = WAL');
  db.exec(readFileSync(dump, 'utf8'));
  db.close();
}

/** Overwrites the first page of what messages hold, as a failing disk would. */
export function damageStore(file: string): void {
  const db = new DatabaseSync(file);
  const { page_size: pageSize } = db.prepare('PRAGMA page_size').get() as { page_size: number };
  const { rootpage } = db.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'part'").get() as {
    rootpage: number;
  };
  db.close();
  const handle = openSync(file, 'r+');
  writeSync(handle, Buffer.alloc(pageSize, 0x5a), 0, pageSize, (rootpage - 1) * pageSize);
  closeSync(handle);
}

/** The tables of Inkstone and their columns, as a store has them. */
export function columnsOf(db: DatabaseSync): Map<string, string[]> {
  const rows = db
    .prepare(
      `SELECT t.name AS "table", c.name AS "column" FROM sqlite_schema t, pragma_table_info(t.name) c
       WHERE t.type = 'table' AND t.name NOT LIKE 'kysely%' ORDER BY t.name, c.cid`,
    )
    .all() as { table: string; column: string }[];
  const tables = Map.groupBy(rows, ({ table }) => table);
  return new Map([...tables].map(([table, all]) => [table, all.map(({ column }) => column)]));
}

/** A hash of everything that these columns hold: the same data give the same, however they lie in the file. */
export function hashOfData(db: DatabaseSync, columns: ReadonlyMap<string, readonly string[]>): string {
  const hash = createHash('sha256');
  for (const [table, names] of columns) {
    const list = names.map((name) => `"${name}"`).join(', ');
    const rows = db.prepare(`SELECT ${list} FROM "${table}" ORDER BY ${list}`).all();
    hash.update(JSON.stringify([table, rows]));
  }
  return hash.digest('hex');
}

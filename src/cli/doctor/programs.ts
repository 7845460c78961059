import { openSqliteFile } from '../../server/store/sqlite-file.ts';
import { inkstoneVersion } from '../version.ts';
import { type Finding, ok, problem, type Scene } from './finding.ts';

const oldestNode = 24;

/** The versions of what everything runs on. */
export async function checkPrograms({ words }: Scene): Promise<Finding[]> {
  const { node, sqlite = '?' } = process.versions;
  if (Number.parseInt(node, 10) < oldestNode) return [problem(words.doctor_nodeOld(node))];
  return isSqliteUsable()
    ? [ok(words.doctor_versions(inkstoneVersion(), node, sqlite)), ok(words.doctor_settings)]
    : [problem(words.doctor_sqliteOld(sqlite))];
}

/** The store refuses versions that could damage it; so it is asked. */
function isSqliteUsable(): boolean {
  try {
    openSqliteFile(':memory:').close();
    return true;
  } catch (error) {
    if (error instanceof Error && error.message.includes('too old')) return false;
    throw error;
  }
}

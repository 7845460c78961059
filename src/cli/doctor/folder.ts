import { randomBytes } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  openSync,
  rmSync,
  statfsSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { NetworkFolderError } from '../../server/main.ts';
import { refuseNetworkFolder } from '../../server/store/filesystem.ts';
import { sizeText } from '../size.ts';
import { quoted } from '../quoted.ts';
import { unwritableSentence } from '../unwritable.ts';
import { type Finding, ok, problem, type Scene, warning } from './finding.ts';

/** The data folder, its disk, and who may look into it. */
export async function checkFolder(scene: Scene): Promise<Finding[]> {
  const { config, words, server } = scene;
  if (!existsSync(config.dataDir)) return [checkNewFolder(scene)];
  const holder = server ? ok(words.doctor_server(server.origin)) : ok(words.doctor_noServer);
  if (!isWritable(config.dataDir)) return [holder, problem(unwritableSentence(config.dataDir, words))];
  return [holder, ...checkSecrecy(scene), ...checkFileSystem(scene), checkSpace(scene), checkSpeed(scene)];
}

function checkNewFolder({ config: { dataDir }, words }: Scene): Finding {
  let parent = dirname(dataDir);
  while (!existsSync(parent)) parent = dirname(parent);
  return isWritable(parent)
    ? ok(words.doctor_folderNew(dataDir))
    : problem(unwritableSentence(parent, words));
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return true;
  } catch (error) {
    if (['EACCES', 'EPERM', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}

/** Conversations lie there in the clear. Windows has other means, which say nothing in these numbers. */
function checkSecrecy({ config: { dataDir, secretFile }, words }: Scene): Finding[] {
  if (process.platform === 'win32') return [];
  const open = [dataDir, secretFile].filter((path) => existsSync(path) && isOpenToOthers(path));
  const commands = open.map((path) => `chmod ${path === dataDir ? 700 : 600} ${quoted(path)}`);
  return commands.length > 0
    ? [problem(words.doctor_openToOthers(open.join(', '), commands.join(' && ')))]
    : [ok(words.doctor_private(dataDir))];
}

const isOpenToOthers = (path: string): boolean => (statSync(path).mode & 0o077) !== 0;

function checkFileSystem({ config: { dataDir, allowNetworkDataDir }, words }: Scene): Finding[] {
  try {
    refuseNetworkFolder(dataDir);
    return [];
  } catch (error) {
    if (!(error instanceof NetworkFolderError)) throw error;
    const sentence = words.failure_networkFolder(dataDir, error.fileSystem);
    return [allowNetworkDataDir ? warning(sentence) : problem(sentence)];
  }
}

const littleBytes = 1_000_000_000;
const tooLittleBytes = 100_000_000;

function checkSpace({ config: { dataDir }, words }: Scene): Finding {
  const { bavail, bsize } = statfsSync(dataDir);
  const free = bavail * bsize;
  if (free >= littleBytes) return ok(words.doctor_space(sizeText(free)));
  const sentence = words.doctor_littleSpace(sizeText(free));
  return free < tooLittleBytes ? problem(sentence) : warning(sentence);
}

const writes = 15;
const slowMs = 50;

/** How long a commit waits for the disk: a page written and synced, the median of a few. */
function checkSpeed({ config: { dataDir }, words }: Scene): Finding {
  const file = join(dataDir, `doctor-${randomBytes(6).toString('hex')}.tmp`);
  const handle = openSync(file, 'wx', 0o600);
  try {
    const ms = Array.from({ length: writes }, () => timeOfWrite(handle)).toSorted((a, b) => a - b)[
      writes >> 1
    ]!;
    const shown = ms.toFixed(1);
    return ms < slowMs ? ok(words.doctor_speed(shown)) : warning(words.doctor_slow(shown));
  } finally {
    closeSync(handle);
    rmSync(file);
  }
}

function timeOfWrite(handle: number): number {
  const startedAt = performance.now();
  writeSync(handle, Buffer.alloc(4096, 1));
  fsyncSync(handle);
  return performance.now() - startedAt;
}

// What `storage-recorder.c` wrote down, and the disk that a power cut would leave.
import { readFileSync } from 'node:fs';
import type { Random } from './random.ts';

const kinds = [
  '',
  'name',
  'write',
  'truncate',
  'sync',
  'unlink',
  'rename',
  'send',
  'sync-folder',
  'start',
] as const;

export interface StorageRecord {
  kind: (typeof kinds)[number];
  /** Which opening of a file, where it is about one; `name` says of what path. */
  file: number;
  /** Where a write begins; the new length of what is truncated. */
  offset: number;
  data: Buffer;
  /** A sync makes durable what was recorded before this one, counted from the last start. */
  covers: number;
}

const headBytes = 32;

/** The last one may be torn, where the process was killed: it is left out. */
export function readStorageRecords(path: string): StorageRecord[] {
  const log = readFileSync(path);
  const records: StorageRecord[] = [];
  for (let at = 0; at + headBytes <= log.length;) {
    const end = at + headBytes + Number(log.readBigUInt64LE(at + 16));
    if (end > log.length) break;
    records.push({
      kind: kinds[log.readUInt8(at)]!,
      file: log.readUInt32LE(at + 4),
      offset: Number(log.readBigUInt64LE(at + 8)),
      covers: Number(log.readBigUInt64LE(at + 24)),
      data: log.subarray(at + headBytes, end),
    });
    at = end;
  }
  return records;
}

/** What becomes of what was not synced: all is there, nothing is, or each write is, is not, or is there in parts. */
export type Fate = 'kept' | 'lost' | 'torn';

interface Pending {
  index: number;
  record: StorageRecord;
}

/** The disk as it is filled, record by record. It knows what is durable and what a power cut may take. */
export class Disk {
  readonly #inodes = new Map<number, Inode>();
  readonly #names = new Names();
  #count = 0;
  #startedAt = 0;

  apply(record: StorageRecord): void {
    const index = this.#count++;
    const { kind, file, data, covers } = record;
    if (kind === 'start') this.#start(index);
    else if (kind === 'name') this.#inodes.set(file, this.#names.open(data.toString(), index));
    else if (kind === 'write' || kind === 'truncate') this.#inodes.get(file)!.pending.push({ index, record });
    else if (kind === 'sync') this.#inodes.get(file)!.sync(this.#startedAt + covers);
    else if (kind === 'unlink') this.#names.remove(data.toString(), index);
    else if (kind === 'rename') this.#names.move(...pathsIn(data), index);
    else if (kind === 'sync-folder') this.#names.sync(this.#startedAt + covers);
  }

  /** Another process, which counts anew. What the one before it wrote is still with the system. */
  #start(index: number): void {
    this.#startedAt = index;
    this.#inodes.clear();
  }

  /** The files that are found after a power cut now. */
  afterPowerCut(fate: Fate, random: Random): Map<string, Buffer> {
    const names = this.#names.afterPowerCut(fate, random);
    return new Map([...names].map(([path, inode]) => [path, inode.afterPowerCut(fate, random)]));
  }
}

function pathsIn(data: Buffer): [from: string, to: string] {
  const [from = '', to = ''] = data.toString().split('\0');
  return [from, to];
}

const sectorBytes = 512;

/** The content of a file: what is durable, and what came after that. */
class Inode {
  readonly pending: Pending[] = [];
  #durable = Buffer.alloc(0);

  sync(covers: number): void {
    const covered = this.pending.findIndex(({ index }) => index >= covers);
    const done = this.pending.splice(0, covered < 0 ? this.pending.length : covered);
    for (const { record } of done) this.#durable = applied(this.#durable, record);
  }

  afterPowerCut(fate: Fate, random: Random): Buffer {
    let content = Buffer.from(this.#durable);
    if (fate === 'lost') return content;
    for (const { record } of this.pending) {
      const pieces = fate === 'kept' ? [record] : remainsOf(record, random);
      for (const piece of pieces) content = applied(content, piece);
    }
    return content;
  }
}

/** All of it, nothing of it, or some of its sectors. */
function remainsOf(record: StorageRecord, random: Random): StorageRecord[] {
  const fate = random.below(3);
  if (fate === 0) return [];
  if (fate === 1 || record.kind === 'truncate') return [record];
  return sectorsOf(record).filter(() => random.isOneIn(2));
}

/** Cut where the disk's sectors end, not where the write began. */
function sectorsOf(record: StorageRecord): StorageRecord[] {
  const sectors: StorageRecord[] = [];
  for (let at = 0; at < record.data.length;) {
    const offset = record.offset + at;
    const length = sectorBytes - (offset % sectorBytes);
    sectors.push({ ...record, offset, data: record.data.subarray(at, at + length) });
    at += length;
  }
  return sectors;
}

function applied(content: Buffer<ArrayBuffer>, { kind, offset, data }: StorageRecord): Buffer<ArrayBuffer> {
  if (kind === 'truncate') return resized(content, offset);
  const end = offset + data.length;
  const roomy = end > content.length ? resized(content, end) : content;
  data.copy(roomy, offset);
  return roomy;
}

function resized(content: Buffer<ArrayBuffer>, length: number): Buffer<ArrayBuffer> {
  if (length <= content.length) return Buffer.from(content.subarray(0, length));
  return Buffer.concat([content, Buffer.alloc(length - content.length)]);
}

interface NameChange {
  index: number;
  change: (names: Map<string, Inode>) => void;
}

/** The folder: which name is which file. A change of it that was not synced may be lost with all that came after it. */
class Names {
  readonly #now = new Map<string, Inode>();
  readonly #durable = new Map<string, Inode>();
  readonly #pending: NameChange[] = [];

  open(path: string, index: number): Inode {
    const known = this.#now.get(path);
    if (known) return known;
    const inode = new Inode();
    this.#change(index, (names) => names.set(path, inode));
    return inode;
  }

  remove(path: string, index: number): void {
    this.#change(index, (names) => names.delete(path));
  }

  move(from: string, to: string, index: number): void {
    const inode = this.#now.get(from);
    this.#change(index, (names) => {
      names.delete(from);
      if (inode) names.set(to, inode);
    });
  }

  sync(covers: number): void {
    while (this.#pending[0] && this.#pending[0].index < covers) this.#pending.shift()!.change(this.#durable);
  }

  afterPowerCut(fate: Fate, random: Random): Map<string, Inode> {
    const names = new Map(this.#durable);
    const kept = { kept: this.#pending.length, lost: 0, torn: random.below(this.#pending.length + 1) }[fate];
    for (const { change } of this.#pending.slice(0, kept)) change(names);
    return names;
  }

  #change(index: number, change: NameChange['change']): void {
    change(this.#now);
    this.#pending.push({ index, change });
  }
}

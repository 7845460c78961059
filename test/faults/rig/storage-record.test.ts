import { describe, expect, it } from 'vitest';
import { Random } from './random.ts';
import { Disk, type StorageRecord } from './storage-record.ts';

const record = (fields: Partial<StorageRecord>): StorageRecord => ({
  kind: 'write',
  file: 1,
  offset: 0,
  data: Buffer.alloc(0),
  covers: 0,
  ...fields,
});
const named = record({ kind: 'name', data: Buffer.from('/store') });
const write = (text: string, offset = 0) => record({ offset, data: Buffer.from(text) });

function diskAfter(...records: StorageRecord[]): Disk {
  const disk = new Disk();
  for (const one of records) disk.apply(one);
  return disk;
}

const left = (disk: Disk, fate: 'kept' | 'lost'): Record<string, string> =>
  Object.fromEntries(
    [...disk.afterPowerCut(fate, new Random(1))].map(([path, content]) => [path, content.toString()]),
  );

describe('a disk after a power cut', () => {
  it('has what was synced, and of the rest what it likes', () => {
    const synced = record({ kind: 'sync', covers: 2 });
    const folder = record({ kind: 'sync-folder', file: 0, covers: 4 });
    const disk = diskAfter(named, write('abc'), synced, folder, write('x', 1));
    expect(left(disk, 'lost')).toEqual({ '/store': 'abc' });
    expect(left(disk, 'kept')).toEqual({ '/store': 'axc' });
  });

  it('does not have what was written while a sync was under way', () => {
    const folder = record({ kind: 'sync-folder', file: 0, covers: 1 });
    const disk = diskAfter(named, folder, write('abc'), write('x', 1), record({ kind: 'sync', covers: 3 }));
    expect(left(disk, 'lost')).toEqual({ '/store': 'abc' });
  });

  it('does not have a file whose folder was not synced', () => {
    const disk = diskAfter(named, write('abc'), record({ kind: 'sync', covers: 2 }));
    expect(left(disk, 'lost')).toEqual({});
    expect(left(disk, 'kept')).toEqual({ '/store': 'abc' });
  });

  it('counts anew for each process that writes', () => {
    const folder = record({ kind: 'sync-folder', file: 0, covers: 2 });
    const disk = diskAfter(named, write('abc'), record({ kind: 'start' }), named, write('x'), folder);
    expect(left(disk, 'lost')).toEqual({ '/store': '' });
  });

  it('may have some sectors of a write, and not others', () => {
    const folder = record({ kind: 'sync-folder', file: 0, covers: 1 });
    const disk = diskAfter(named, folder, write('a'.repeat(4096)));
    const random = new Random(7);
    const contents = Array.from({ length: 50 }, () => disk.afterPowerCut('torn', random).get('/store')!);
    expect(contents.some((content) => content.includes('a\0') || content.includes('\0a'))).toBe(true);
    for (const content of contents) {
      for (let at = 0; at < content.length; at += 512)
        expect(new Set(content.subarray(at, at + 512)).size).toBe(1);
    }
  });
});

import { closeSync, fstatSync, openSync, statSync } from 'node:fs';

const mostDescriptors = 1024;

/**
 * Takes an open file away from whoever in this process uses it: every descriptor of it becomes one of a folder, which
 * can neither be read nor written, so that whatever is done next fails as on a broken disk. The file itself stays as it is.
 */
export function breakDescriptors(file: string): number {
  const { dev, ino } = statSync(file);
  let broken = 0;
  for (let descriptor = 3; descriptor < mostDescriptors; descriptor++) {
    if (!isOf(descriptor, dev, ino)) continue;
    closeSync(descriptor);
    // The lowest free number is given out: the very one that was closed.
    if (openSync('/', 'r') !== descriptor) throw new Error('another file was opened meanwhile');
    broken++;
  }
  return broken;
}

function isOf(descriptor: number, dev: number, ino: number): boolean {
  try {
    const stat = fstatSync(descriptor);
    return stat.dev === dev && stat.ino === ino;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EBADF') return false;
    throw error;
  }
}

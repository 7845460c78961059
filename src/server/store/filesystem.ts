import { statfsSync } from 'node:fs';

/** The numbers by which Linux tells file systems apart (statfs(2), linux/magic.h) that keep their files elsewhere. */
const networkFileSystems: Readonly<Record<number, string>> = {
  0x6969: 'NFS',
  0x517b: 'SMB',
  0xff534d42: 'CIFS',
  0xfe534d42: 'SMB2',
  0x01021997: '9p',
  0x00c36400: 'Ceph',
  0x65735546: 'FUSE',
  0x5346414f: 'AFS',
  0x6b414653: 'AFS',
  0x73757245: 'Coda',
  0x564c: 'NCP',
  0x0bd00bd0: 'Lustre',
  0x47504653: 'GPFS',
  0x19830326: 'BeeGFS',
  0x20030528: 'OrangeFS',
  0x786f4256: 'VirtualBox',
  0xbacbacbc: 'VMware',
  0x7c7c6673: 'Parallels',
};

/** The name of the network file system that a number of statfs(2) stands for; null for a disk of this machine. */
export function networkFileSystemOf(type: number): string | null {
  // Some systems hand on the number with its sign extended.
  return networkFileSystems[type >>> 0] ?? null;
}

/** The data folder lies on a network file system, where SQLite's locks and shared memory cannot be relied on. */
export class NetworkFolderError extends Error {
  readonly dataDir: string;
  readonly fileSystem: string;

  constructor(dataDir: string, fileSystem: string) {
    super(`the data folder ${dataDir} is on a network file system (${fileSystem})`);
    this.name = 'NetworkFolderError';
    this.dataDir = dataDir;
    this.fileSystem = fileSystem;
  }
}

type Statfs = (path: string) => { type: number };

/** Throws `NetworkFolderError`. Elsewhere than on Linux the numbers mean other things, and nothing is refused. */
export function refuseNetworkFolder(
  dataDir: string,
  { platform = process.platform, statfs = statfsSync }: { platform?: NodeJS.Platform; statfs?: Statfs } = {},
): void {
  const fileSystem = platform === 'linux' ? networkFileSystemOf(statfs(dataDir).type) : null;
  if (fileSystem !== null) throw new NetworkFolderError(dataDir, fileSystem);
}

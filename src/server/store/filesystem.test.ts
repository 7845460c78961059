import { describe, expect, it } from 'vitest';
import { NetworkFolderError, networkFileSystemOf, refuseNetworkFolder } from './filesystem.ts';

describe('a data folder', () => {
  it.each([
    [0x6969, 'NFS'],
    [0x517b, 'SMB'],
    [0xff534d42, 'CIFS'],
    [-11317950, 'CIFS'],
    [0xfe534d42, 'SMB2'],
    [0x01021997, '9p'],
    [0x00c36400, 'Ceph'],
    [0x65735546, 'FUSE'],
    [0x5346414f, 'AFS'],
    [0x6b414653, 'AFS'],
    [0x73757245, 'Coda'],
    [0x564c, 'NCP'],
    [0x0bd00bd0, 'Lustre'],
    [0x47504653, 'GPFS'],
    [0x19830326, 'BeeGFS'],
    [0x20030528, 'OrangeFS'],
    [0x786f4256, 'VirtualBox'],
    [0xbacbacbc, 'VMware'],
    [0x7c7c6673, 'Parallels'],
  ])('on file system %i is on the network: %s', (type, name) => {
    expect(networkFileSystemOf(type)).toBe(name);
    const refuse = () => refuseNetworkFolder('/data', { platform: 'linux', statfs: () => ({ type }) });
    expect(refuse).toThrow(NetworkFolderError);
  });

  it.each([
    ['ext4', 0xef53],
    ['XFS', 0x58465342],
    ['Btrfs', 0x9123683e],
    ['ZFS', 0x2fc12fc1],
    ['tmpfs', 0x01021994],
    ['overlayfs, as in a container', 0x794c7630],
    ['F2FS', 0xf2f52010],
  ])('on %s is on this machine', (_, type) => {
    expect(networkFileSystemOf(type)).toBeNull();
    refuseNetworkFolder('/data', { platform: 'linux', statfs: () => ({ type }) });
  });

  it('is not judged by the numbers of another system', () => {
    refuseNetworkFolder('/data', { platform: 'darwin', statfs: () => ({ type: 0x6969 }) });
  });
});

import { BlockList, isIP } from 'node:net';
import { networkInterfaces } from 'node:os';

/**
 * What is not in the public part of the internet, as the special-purpose registries of IANA list it, and the addresses at
 * which clouds tell their machines secrets.
 */
const reserved4 = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['168.63.129.16', 32],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  reserved4.addSubnet(network, prefix, 'ipv4');

/** All that is given out to anybody; of what is not in it nothing has to be known. */
const global6 = new BlockList();
global6.addSubnet('2000::', 3, 'ipv6');

/** With those that carry an IPv4 address in them (Teredo, 6to4): it would be reached whichever it is. */
const reserved6 = new BlockList();
for (const [network, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['2620:4f:8000::', 48],
  ['3fff::', 20],
] as const)
  reserved6.addSubnet(network, prefix, 'ipv6');

/** Whether an address, as four numbers or as IPv6 without a zone, is one of the public internet and none of this machine's. */
export function isPublicAddress(address: string): boolean {
  if (ownAddresses().has(address)) return false;
  switch (isIP(address)) {
    case 4:
      return !reserved4.check(address, 'ipv4');
    case 6:
      return !address.includes('%') && global6.check(address, 'ipv6') && !reserved6.check(address, 'ipv6');
    default:
      return false;
  }
}

function ownAddresses(): Set<string> {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return new Set(all.map(({ address }) => address));
}

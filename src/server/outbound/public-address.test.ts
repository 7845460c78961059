import { networkInterfaces } from 'node:os';
import { expect, test } from 'vitest';
import { isPublicAddress } from './public-address.ts';

const inside = [
  // This machine, this network, private networks, carriers' networks
  ...['0.0.0.0', '0.1.2.3', '127.0.0.1', '127.255.255.255', '10.0.0.0', '10.255.255.255', '100.64.0.1'],
  ...['100.127.255.255', '169.254.0.1', '172.16.0.1', '172.31.255.255', '192.168.0.1', '192.168.255.255'],
  // Where clouds tell their machines secrets
  ...['169.254.169.254', '169.254.170.2', '168.63.129.16', '100.100.100.200', '192.0.0.192'],
  // Protocols, documentation, benchmarks, groups, the future, everybody
  ...['192.0.0.8', '192.0.2.1', '192.88.99.1', '198.18.0.1', '198.19.255.255', '198.51.100.7', '203.0.113.9'],
  ...['224.0.0.1', '239.255.255.250', '240.0.0.1', '255.255.255.255'],
  // The same over IPv6
  ...[
    '::',
    '::1',
    'fe80::1',
    'febf::1',
    'fec0::1',
    'fc00::1',
    'fd00:ec2::254',
    'fdff::1',
    'ff02::1',
    '100::1',
  ],
  ...['2001:db8::1', '2001:2::1', '3fff::1', '5f00::1', '4000::1', '1::1', 'fe80::1%lo'],
  // IPv4 in IPv6, which leads to it: mapped, compatible, translated, 6to4, Teredo
  ...['::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:8.8.8.8', '::127.0.0.1', '::ffff:0:127.0.0.1'],
  ...['64:ff9b::7f00:1', '64:ff9b:1::a00:1', '2002:7f00:1::', '2002:a9fe:a9fe::1', '2001:0:7f00:1::'],
  // Not written as one address is
  ...['', 'localhost', '127.1', '2130706433', '0x7f.0.0.1', '0177.0.0.1', '8.8.8', '8.8.8.8:443', '[::1]'],
  ...['08.8.8.8', '8.8.8.8 ', '1.2.3.4.5', '256.1.1.1'],
];

const outside = [
  ...['8.8.8.8', '1.1.1.1', '93.184.215.14', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0'],
  ...['126.255.255.255', '128.0.0.1', '169.253.255.255', '169.255.0.0', '172.15.255.255', '172.32.0.0'],
  ...['192.167.255.255', '192.169.0.0', '198.17.255.255', '198.20.0.0', '223.255.255.255'],
  ...['2606:4700:4700::1111', '2a00:1450:4001:800::200e', '2400:3200::1', '2001:4860:4860::8888'],
];

test.each(inside)('%j is no address of the public internet', (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

test.each(outside)('%j is an address of the public internet', (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

test('this machine’s own addresses are none, whichever they are', () => {
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  expect(own.length).toBeGreaterThan(0);
  for (const { address } of own) expect(isPublicAddress(address)).toBe(false);
});

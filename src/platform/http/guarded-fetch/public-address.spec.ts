import { describe, expect, it } from 'vitest';
import { isPublicAddress } from './public-address.js';

describe('addresses that users may send the portal to', () => {
  it.each(['8.8.8.8', '93.184.216.34', '2606:4700::1111', '::ffff:8.8.8.8', '64:ff9b::808:808'])(
    'are those of the public internet: %s',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  it.each([
    ['this machine', '127.0.0.1', '127.255.1.1', '::1', '0.0.0.0', '::', '0.1.2.3'],
    ['private networks', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fd00::1', 'fec0::1'],
    ['the link', '169.254.1.1', 'fe80::1', 'fe80::1%eth0'],
    ["a cloud's metadata", '169.254.169.254', '::ffff:169.254.169.254', 'fd00:ec2::254', '100.100.100.200'],
    ['carrier-grade NAT', '100.64.0.1', '100.127.255.255'],
    ['groups and everybody', '224.0.0.1', '239.1.1.1', 'ff02::1', '255.255.255.255'],
    [
      'what is reserved',
      '192.0.0.1',
      '198.18.0.1',
      '203.0.113.1',
      '240.0.0.1',
      '2001:db8::1',
      '100::1',
      '5f00::1',
    ],
    ['IPv4 inside IPv6', '::ffff:127.0.0.1', '::ffff:7f00:1', '::127.0.0.1', '::ffff:0:127.0.0.1', '::a00:1'],
    ['translators', '64:ff9b::7f00:1', '64:ff9b::10.0.0.1', '64:ff9b:1::808:808'],
    [
      'tunnels',
      '2002:7f00:1::',
      '2002:808:808::',
      '2001:0:808:808::',
      '2600::5efe:10.0.0.1',
      '2600::200:5efe:a00:1',
    ],
    ['what is none', '', 'localhost', '1.2.3', '127.1', '0x7f000001', '8.8.8.8.8', '8.8.8.8 ', '[::1]'],
  ])('are not those of %s', (_, ...addresses) => {
    expect(addresses.filter(isPublicAddress)).toEqual([]);
  });
});

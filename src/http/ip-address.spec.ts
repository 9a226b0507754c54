import { describe, expect, it } from 'vitest';
import { canonicalAddress, clientNetwork } from './ip-address.js';

describe('addresses', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:192.0.2.1', '192.0.2.1'],
    ['::ffff:c000:201', '192.0.2.1'],
    ['0:0:0:0:0:ffff:c000:0201', '192.0.2.1'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['::', '::'],
    ['::1', '::1'],
    ['', null],
    ['192.0.2', null],
    ['192.0.2.256', null],
    ['192.0.2.01', null],
    ['192.0.2.1%eth0', null],
    ['192.0.2.1:80', null],
    ['::ffff:192.0.2.256', null],
    ['[::1]', null],
    ['unknown', null],
    ['1', null],
  ])('spells %j as %j', (text, expected) => {
    expect(canonicalAddress(text)).toBe(expected);
  });

  it.each([
    ['192.0.2.1', '192.0.2.1/32'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8::/64'],
    ['2001:db8:0:1::', '2001:db8:0:1::/64'],
    ['::1', '::/64'],
    ['fe80::1', 'fe80::/64'],
    ['1:2:3::8', '1:2:3::/64'],
    ['1::5:6:7:8', '1::/64'],
  ])('finds the network of %s to be %s', (address, network) => {
    expect(clientNetwork(address)).toBe(network);
  });
});

import { describe, expect, it } from 'vitest';
import { ClientAddresses } from './client-address.js';

// Work that grows with the square of the length takes seconds.
const LONGEST_ACCEPTABLE_MS = 500;
const PROXY = '10.0.0.1';
const addresses = new ClientAddresses(['10.0.0.0/8', '192.168.7.7', 'fd00::/8', '::1']);

const forwardedFor = (value: string): string => addresses.find(PROXY, { 'x-forwarded-for': value });
const forwarded = (value: string): string => addresses.find(PROXY, { forwarded: value });

describe('the address of a client', () => {
  it('is the peer without proxies, whatever the headers say', () => {
    const nobody = new ClientAddresses([]);
    const headers = { 'x-forwarded-for': '203.0.113.9', forwarded: 'for=203.0.113.9' };
    expect(nobody.find('198.51.100.1', headers)).toBe('198.51.100.1');
    expect(nobody.find('::ffff:198.51.100.1', headers)).toBe('198.51.100.1');
  });

  it('is the peer when the peer is no proxy', () => {
    expect(addresses.find('198.51.100.1', { 'x-forwarded-for': '203.0.113.9' })).toBe('198.51.100.1');
    expect(addresses.find('fe80::1%eth0', { forwarded: 'for=203.0.113.9' })).toBe('fe80::1');
  });

  it.each([PROXY, '::ffff:10.9.9.9', '192.168.7.7', 'fd12::1', '::1'])('believes the proxy %s', (peer) => {
    expect(addresses.find(peer, { 'x-forwarded-for': '203.0.113.9' })).toBe('203.0.113.9');
  });

  it('believes an IPv4 peer of a network written as IPv6', () => {
    const mapped = new ClientAddresses(['::ffff:10.0.0.0/104']);
    expect(mapped.find('10.1.2.3', { 'x-forwarded-for': '203.0.113.9' })).toBe('203.0.113.9');
    expect(mapped.find('11.1.2.3', { 'x-forwarded-for': '203.0.113.9' })).toBe('11.1.2.3');
  });

  it('is 0.0.0.0 without a peer', () => {
    expect(addresses.find(undefined, { 'x-forwarded-for': '203.0.113.9' })).toBe('0.0.0.0');
  });

  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['1.1.1.1, 203.0.113.9', '203.0.113.9'],
    ['1.1.1.1,203.0.113.9,10.0.0.2,192.168.7.7', '203.0.113.9'],
    ['203.0.113.9:4711', '203.0.113.9'],
    ['2001:DB8::1', '2001:db8::1'],
    ['[2001:db8::1]:4711', '2001:db8::1'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['10.0.0.3, 10.0.0.2', '10.0.0.3'],
    ['', PROXY],
    ['unknown', PROXY],
    ['203.0.113.9, unknown', PROXY],
    ['203.0.113.9, unknown, 10.0.0.2', '10.0.0.2'],
    ['203.0.113.9, , 10.0.0.2', '10.0.0.2'],
    ['203.0.113.9, 10.0.0.2,', PROXY],
    ['203.0.113.9, 10.0.0.2x', PROXY],
    ['203.0.113.9, 1.2.3', PROXY],
    ['203.0.113.9 10.0.0.2', PROXY],
    ['203.0.113.9, _hidden, 10.0.0.2', '10.0.0.2'],
    ['"1.1.1.1, 203.0.113.9', '203.0.113.9'],
  ])('by X-Forwarded-For %j is %s', (header, expected) => {
    expect(forwardedFor(header)).toBe(expected);
  });

  it.each([
    ['for=203.0.113.9', '203.0.113.9'],
    ['For="203.0.113.9:4711";Proto=https;by=10.0.0.1', '203.0.113.9'],
    ['proto=https; for="[2001:db8::1]:4711" ; host="a,b"', '2001:db8::1'],
    ['for="[2001:db8::1]:_port"', '2001:db8::1'],
    ['for=1.1.1.1, for=203.0.113.9', '203.0.113.9'],
    ['for=203.0.113.9, for=10.0.0.2;by=10.0.0.1', '203.0.113.9'],
    ['for="1.1.1.1, for=203.0.113.9', '203.0.113.9'],
    ['for=1.1.1.1;host="x, for=2.2.2.2;y=\\"z", for=203.0.113.9', '203.0.113.9'],
    ['for=203.0.113.9;host="x, for=2.2.2.2;y=\\"z"', '203.0.113.9'],
    ['for=203.0.113.9, for=unknown, for=10.0.0.2', '10.0.0.2'],
    ['for=203.0.113.9, for=_hidden', PROXY],
    ['for=203.0.113.9, by=10.0.0.2', PROXY],
    ['for=203.0.113.9;for=1.1.1.1', PROXY],
    ['for=203.0.113.9"', PROXY],
    ['for = 203.0.113.9', PROXY],
    ['203.0.113.9', PROXY],
    ['for=', PROXY],
  ])('by Forwarded %j is %s', (header, expected) => {
    expect(forwarded(header)).toBe(expected);
  });

  it('is the peer when the two headers disagree', () => {
    const both = { 'x-forwarded-for': '203.0.113.9', forwarded: 'for=203.0.113.9' };
    expect(addresses.find(PROXY, both)).toBe('203.0.113.9');
    expect(addresses.find(PROXY, { ...both, forwarded: 'for=203.0.113.8' })).toBe(PROXY);
    expect(addresses.find(PROXY, { ...both, forwarded: 'for=unknown' })).toBe(PROXY);
  });

  it.each([
    ['commas', ','.repeat(16_000)],
    ['quotes', '"'.repeat(16_000)],
    ['backslashes', `${'\\'.repeat(16_000)}"`],
    ['hops', 'for=10.0.0.2,'.repeat(1_200)],
    ['pairs', `${'a=b;'.repeat(4_000)}for=10.0.0.2`],
    ['open string', `for="${'\\a'.repeat(8_000)}`],
  ])('is found soon in 16 KB of %s', (_name, header) => {
    const startedAt = performance.now();
    forwarded(header);
    forwardedFor(header);
    expect(performance.now() - startedAt).toBeLessThan(LONGEST_ACCEPTABLE_MS);
  });
});

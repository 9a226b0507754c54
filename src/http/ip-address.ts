import { isIP, SocketAddress } from 'node:net';

const MAPPED = '::ffff:';

/**
 * One spelling for each address: IPv6 in lower case and shortened (RFC 5952), without zone, and an IPv4 address that came
 * mapped into IPv6 as IPv4.
 * @returns null when the text is no address
 */
export function canonicalAddress(text: string): string | null {
  // What a dual-stack socket calls every IPv4 peer.
  if (text.startsWith(MAPPED) && isIP(text.slice(MAPPED.length)) === 4) {
    return text.slice(MAPPED.length);
  }
  const family = isIP(text);
  if (family !== 6) {
    return family === 4 ? text : null;
  }
  const [address = ''] = text.split('%', 1);
  const canonical = new SocketAddress({ address, family: 'ipv6' }).address;
  const mapped = canonical.startsWith(MAPPED) ? canonical.slice(MAPPED.length) : '';
  return isIP(mapped) === 4 ? mapped : canonical;
}

/**
 * The network that one client can be assumed to hold, as text: an IPv4 address alone, of IPv6 the /64.
 * @param address as `canonicalAddress` spells it
 */
export function clientNetwork(address: string): string {
  if (!address.includes(':')) {
    return `${address}/32`;
  }
  const [head = '', tail] = address.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0');
  const network = [...left, ...zeros, ...right].slice(0, 4).join(':');
  return `${canonicalAddress(`${network}::`)}/64`;
}

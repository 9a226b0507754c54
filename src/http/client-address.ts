import type { IncomingHttpHeaders } from 'node:http';
import { BlockList, isIP } from 'node:net';
import { forwardedHop, hopsFromRight, xForwardedForHop } from './forwarded.js';
import { canonicalAddress } from './ip-address.js';

/** For a peer without an address: a local socket, or one that is gone already. */
const NO_ADDRESS = '0.0.0.0';
const MAX_VERDICTS = 1000;

/** Finds the address of a client behind trusted proxies; networks are read once. */
export class ClientAddresses {
  private readonly trusted = new BlockList();
  private readonly verdicts = new Map<string, boolean>();
  private readonly hasProxies: boolean;

  /** @param trustedProxies addresses and networks, such as `10.0.0.0/8` */
  constructor(trustedProxies: readonly string[]) {
    this.hasProxies = trustedProxies.length > 0;
    for (const proxy of trustedProxies) {
      const [address = '', bits] = proxy.split('/');
      const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
      if (bits === undefined) {
        this.trusted.addAddress(address, family);
      } else {
        this.trusted.addSubnet(address, Number(bits), family);
      }
    }
  }

  /**
   * The address that counts: the peer's, or, when the peer is a trusted proxy, that of the rightmost hop that is not.
   * A hop that cannot be read ends the search at the one before. `Forwarded` and `X-Forwarded-For` must agree if both
   * are there, since a proxy that writes one of them passes on whatever the client put into the other.
   */
  find(remoteAddress: string | undefined, headers: IncomingHttpHeaders): string {
    const peer = (remoteAddress === undefined ? null : canonicalAddress(remoteAddress)) ?? NO_ADDRESS;
    if (!this.hasProxies || !this.isTrusted(peer)) {
      return peer;
    }
    const byForwarded = this.walk(peer, headers.forwarded, forwardedHop);
    const byForwardedFor = this.walk(peer, headers['x-forwarded-for'], xForwardedForHop);
    if (byForwarded !== null && byForwardedFor !== null && byForwarded !== byForwardedFor) {
      return peer;
    }
    return byForwarded ?? byForwardedFor ?? peer;
  }

  private walk(
    peer: string,
    header: string | readonly string[] | undefined,
    read: (element: string) => string | null,
  ): string | null {
    if (header === undefined || header.length === 0) {
      return null;
    }
    let lastGood = peer;
    for (const hop of hopsFromRight(typeof header === 'string' ? header : header.join(','), read)) {
      if (hop === null) {
        return lastGood;
      }
      lastGood = hop;
      if (!this.isTrusted(hop)) {
        return hop;
      }
    }
    return lastGood;
  }

  private isTrusted(address: string): boolean {
    let verdict = this.verdicts.get(address);
    if (verdict === undefined) {
      verdict = this.trusted.check(address, address.includes(':') ? 'ipv6' : 'ipv4');
      if (this.verdicts.size >= MAX_VERDICTS) {
        this.verdicts.clear();
      }
      this.verdicts.set(address, verdict);
    }
    return verdict;
  }
}

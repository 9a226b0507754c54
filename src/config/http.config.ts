import { BlockList, isIP } from 'node:net';
import { refuse, section, setting, whenUnset, type ValueType } from './setting.js';
import { baseUrl, listOf, wholeNumber } from './value-types.js';

const hostName: ValueType<string> = {
  expected: 'an IP address or a host name',
  parse: (text) => {
    if (isIP(text)) return text;
    const isName = /^[a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9_])?$/i.test(text) && URL.canParse(`http://${text}`);
    // `1` or `0x7f.1` would be read as an address that nobody meant.
    return isName && new URL(`http://${text}`).hostname === text.toLowerCase() ? text : refuse();
  },
};

const origin: ValueType<string> = {
  expected: 'exact origins such as https://app.example.com, separated by commas; no paths, no * and no null',
  parse: (text) => {
    if (!/^[a-z][a-z0-9+.-]*:\/\/[^/\s\\?#@*]+$/i.test(text) || !URL.canParse(text)) refuse();
    // As browsers send it (RFC 6454 6.1): lower case, without the scheme's own port.
    const { protocol, host } = new URL(text);
    return `${protocol}//${host}`;
  },
};

const network: ValueType<string> = {
  expected: 'IP addresses or networks such as 10.0.0.0/8, separated by commas; never all addresses',
  parse: (text) => {
    const [, address, digits] = /^([0-9a-f.:]+)(?:\/(\d{1,3}))?$/i.exec(text) ?? refuse();
    const addressBits = { 0: 0, 4: 32, 6: 128 }[isIP(address)] ?? 0;
    const prefixBits = digits === undefined ? addressBits : Number(digits);
    if (prefixBits < 1 || prefixBits > addressBits) refuse();
    return addressBits === 128 && holdsAllOfIpv4(address, prefixBits) ? refuse() : text;
  },
};

const host = setting({
  name: 'HOST',
  type: hostName,
  default: '127.0.0.1',
  meaning: 'address to listen on; `0.0.0.0` or `::` for all',
});

const port = setting({
  name: 'PORT',
  type: wholeNumber(0, 65_535),
  default: '3000',
  meaning: 'port to listen on; `0` takes any free one',
});

/** Where requests come in, and what may stand in between. */
export class HttpConfig extends section('HTTP', {
  host,
  port,
  /** Without a slash at its end. Unset and with port 0 it ends in `:0`: the port is known only after listening. */
  publicUrl: setting({
    name: 'PUBLIC_URL',
    type: baseUrl,
    default: whenUnset('from `HOST` and `PORT`', (environment) =>
      localUrl(environment.read(host), environment.read(port)),
    ),
    meaning:
      'the address clients use: base of every link and issuer of access tokens; the same for all replicas',
  }),
  /** Spelled as browsers send them; empty means that CORS is off. */
  corsOrigins: setting({
    name: 'CORS_ORIGINS',
    type: listOf(origin),
    default: whenUnset('none: off', (): readonly string[] => []),
    meaning: 'origins of browser clients that may call the API',
  }),
  /** IPv4 and IPv6 addresses and networks, as written. */
  trustedProxies: setting({
    name: 'TRUSTED_PROXIES',
    type: listOf(network),
    default: whenUnset('none', (): readonly string[] => []),
    meaning: 'proxies whose `Forwarded` and `X-Forwarded-For` headers are believed',
  }),
}) {}

/** IPv4 clients reach a dual-stack socket as ::ffff:0:0/96, so a network around that trusts every one of them. */
function holdsAllOfIpv4(address: string, prefixBits: number): boolean {
  const list = new BlockList();
  list.addSubnet(address, prefixBits, 'ipv6');
  return prefixBits <= 96 && list.check('::ffff:0:0', 'ipv6');
}

function localUrl(listenHost: string, listenPort: number): string {
  const [address] = listenHost.split('%');
  const url = new URL(`http://${isIP(address) === 6 ? `[${address}]` : address}:${listenPort}`);
  if (['0.0.0.0', '[::]', '127.0.0.1'].includes(url.hostname)) url.hostname = 'localhost';
  return url.origin;
}

import { canonicalAddress } from './ip-address.js';

/** Reads the address of one hop; null when it is hidden, unknown or malformed. */
type HopReader = (element: string) => string | null;

/**
 * The hops of a forwarding header, the nearest first, read one by one.
 * A list grows at its right end, and its left end is whatever the client wrote, so nothing to the left of a hop can
 * change how that hop is read.
 */
export function* hopsFromRight(header: string, read: HopReader): Generator<string | null> {
  let end = header.length;
  while (end >= 0) {
    const comma = lastComma(header, end);
    yield read(header.slice(comma + 1, end).trim());
    end = comma === -1 ? -1 : comma;
  }
}

/** The last comma before `end` that is not inside a quoted string, -1 if there is none. */
function lastComma(header: string, end: number): number {
  let isQuoted = false;
  for (let index = end - 1; index >= 0; index -= 1) {
    const character = header[index];
    if (character === '"' && !isEscaped(header, index)) {
      isQuoted = !isQuoted;
    } else if (character === ',' && !isQuoted) {
      return index;
    }
  }
  return -1;
}

function isEscaped(header: string, index: number): boolean {
  let backslashes = 0;
  while (header[index - 1 - backslashes] === '\\') {
    backslashes += 1;
  }
  return backslashes % 2 === 1;
}

/** One element of `X-Forwarded-For`: an address, with or without a port. */
export function xForwardedForHop(element: string): string | null {
  return nodeAddress(element);
}

const PAIR = /\s*([!#$%&'*+.^_`|~\w-]+)=("(?:[^"\\]|\\.)*"|[!#$%&'*+.^_`|~\w:[\]-]+)\s*(;|$)/y;

/** One element of `Forwarded` (RFC 7239 4): pairs, of which `for` names the hop. */
export function forwardedHop(element: string): string | null {
  let hop: string | null = null;
  PAIR.lastIndex = 0;
  while (PAIR.lastIndex < element.length) {
    const [, name, value] = PAIR.exec(element) ?? [];
    const isRepeated = hop !== null && name?.toLowerCase() === 'for';
    if (name === undefined || value === undefined || isRepeated) {
      return null;
    }
    if (name.toLowerCase() === 'for') {
      hop = value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value;
    }
  }
  return hop === null ? null : nodeAddress(hop);
}

/** RFC 7239 6: `192.0.2.1`, `192.0.2.1:4711`, `[2001:db8::1]:4711`; bare IPv6 is what proxies write without brackets. */
function nodeAddress(text: string): string | null {
  const [, bracketed, plain] =
    /^(?:\[([0-9a-f:.]+)\]|([0-9.]+))(?::(?:\d{1,5}|_[\w.-]+))?$/i.exec(text) ?? [];
  return canonicalAddress(bracketed ?? plain ?? text);
}

import type { OutgoingMessage } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';

import { EdgeError, headersTooLarge, uriTooLong } from './edge-error.js';
import { toFailure } from './failure.js';
import { MAX_TARGET_LENGTH } from './limits.js';
import type { RouteTable } from './method-not-allowed.js';
import type { MountTable } from './mount-table.js';
import { newRequestId } from './request-id.js';
import { REQUEST_ID_HEADER, SECURITY_HEADERS } from './security-headers.js';

const LINGER_MS = 1000;

/** What Node's HTTP parser reports; `rawPacket` is what arrived last. */
export interface ClientError extends Error {
  code?: string;
  rawPacket?: unknown;
}

interface RequestLine {
  method: string;
  target: string;
}

/** Answers what is no HTTP request, by the mount of its path as far as one can be read. */
export function answerClientError(
  error: ClientError,
  socket: Socket,
  mounts: MountTable,
  routes: RouteTable,
): void {
  // Node's own handler looks at this too: an answer that has begun must not get another one into its middle.
  const { _httpMessage: pending } = socket as { _httpMessage?: OutgoingMessage & { req?: { url?: string } } };
  if (error.code === 'ECONNRESET' || !socket.writable || pending?.headersSent === true) {
    socket.destroy();
    return;
  }
  const line = requestLine(error.rawPacket);
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    // There is no failure kind for it: often nobody knows yet what is being asked.
    send(socket, 408, {}, '');
    return;
  }
  const failure = toFailure(explain(error, line, routes), newRequestId());
  const rendered = mounts.find(pending?.req?.url ?? line?.target ?? '/').renderError(failure);
  const headers = {
    ...rendered.headers,
    'content-type': rendered.contentType,
    [REQUEST_ID_HEADER]: failure.requestId,
  };
  send(socket, rendered.status, headers, JSON.stringify(rendered.body));
}

function explain({ code }: ClientError, line: RequestLine | null, routes: RouteTable): EdgeError {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return line !== null && line.target.length > MAX_TARGET_LENGTH ? uriTooLong() : headersTooLarge();
    case 'HPE_INVALID_METHOD':
      return line === null ? malformed() : routes.unmatched({ method: line.method, url: line.target });
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return new EdgeError('payload_too_large', 'request.payload_too_large', 'The body is too large.');
    default:
      return malformed();
  }
}

function malformed(): EdgeError {
  return new EdgeError('invalid', 'request.malformed', 'This is not a valid HTTP request.');
}

/** The start of a request, if the packet begins with one; a target may be cut off by the end of the packet. */
function requestLine(packet: unknown): RequestLine | null {
  const [, method, target] =
    /^([!#$%&'*+.^_`|~\w-]+) ([!-~]+)/.exec(Buffer.isBuffer(packet) ? packet.toString('latin1') : '') ?? [];
  return method === undefined || target === undefined ? null : { method, target };
}

function send(socket: Socket, status: number, headers: Record<string, string>, body: string): void {
  const all = {
    ...SECURITY_HEADERS,
    [REQUEST_ID_HEADER]: newRequestId(),
    ...headers,
    date: new Date().toUTCString(),
    connection: 'close',
    'content-length': String(Buffer.byteLength(body)),
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${body}`);
  // Not at once: a socket that is closed while the client still writes loses the answer.
  const linger = setTimeout(() => socket.destroy(), LINGER_MS).unref();
  socket.once('close', () => clearTimeout(linger));
}

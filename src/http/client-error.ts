import { STATUS_CODES, type OutgoingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { EdgeError, headersTooLarge, uriTooLong } from './edge-error.js';
import { toFailure } from './failure.js';
import { MAX_TARGET_LENGTH } from './limits.js';
import type { RouteTable } from './method-not-allowed.js';
import type { MountTable } from './mount-table.js';
import { renderFailure } from './rendering.js';
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

/** Answers on bare sockets, where something came that Node does not make a request of. */
export class SocketErrors {
  constructor(
    private readonly mounts: MountTable,
    private readonly routes: RouteTable,
  ) {}

  /** Answers what is no HTTP request, by the mount of its path as far as one can be read. */
  answer(error: ClientError, socket: Duplex): void {
    // Node's own handler looks at this too: an answer that has begun must not get another one into its middle.
    const { _httpMessage: pending } = socket as {
      _httpMessage?: OutgoingMessage & { req?: { url?: string } };
    };
    if (error.code === 'ECONNRESET' || !socket.writable || pending?.headersSent === true) {
      socket.destroy();
    } else if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') {
      // There is no failure kind for it: often nobody knows yet what is being asked.
      send(socket, 408, { [REQUEST_ID_HEADER]: newRequestId() });
    } else {
      const line = requestLine(error.rawPacket);
      this.refuse(this.explain(error, line), pending?.req?.url ?? line?.target ?? '/', socket);
    }
  }

  /** Answers in the shape of the target's mount and ends the connection. */
  refuse(error: EdgeError, target: string, socket: Duplex): void {
    const failure = toFailure(error, newRequestId());
    const { status, headers, body } = renderFailure(this.mounts.find(target), failure, () => undefined);
    send(socket, status, { ...headers, [REQUEST_ID_HEADER]: failure.requestId }, body);
  }

  private explain({ code }: ClientError, line: RequestLine | null): EdgeError {
    switch (code) {
      case 'HPE_HEADER_OVERFLOW':
        return line !== null && line.target.length > MAX_TARGET_LENGTH ? uriTooLong() : headersTooLarge();
      case 'HPE_INVALID_METHOD':
        return line === null ? malformed() : this.routes.unmatched({ method: line.method, url: line.target });
      case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
        return new EdgeError('payload_too_large', 'request.payload_too_large', 'The body is too large.');
      default:
        return malformed();
    }
  }
}

function malformed(): EdgeError {
  return new EdgeError('invalid', 'request.malformed', 'This is not a valid HTTP request.');
}

/** The start of a request, if the packet begins with one; a target may be cut off by the end of the packet. */
function requestLine(packet: unknown): RequestLine | null {
  const text = Buffer.isBuffer(packet) ? packet.toString('latin1') : '';
  const [, method, target] = /^([!#$%&'*+.^_`|~\w-]+) ([!-~]+)/.exec(text) ?? [];
  return method === undefined || target === undefined ? null : { method, target };
}

function send(
  socket: Duplex,
  status: number,
  headers: Record<string, string>,
  body: Buffer = Buffer.alloc(0),
): void {
  const all = {
    ...SECURITY_HEADERS,
    ...headers,
    date: new Date().toUTCString(),
    connection: 'close',
    'content-length': String(body.length),
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n`;
  socket.end(Buffer.concat([Buffer.from(head, 'latin1'), body]));
  // Not at once: a socket that is closed while the client still writes loses the answer.
  const linger = setTimeout(() => socket.destroy(), LINGER_MS).unref();
  socket.once('close', () => clearTimeout(linger));
}

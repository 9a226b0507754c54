import { connect, type Socket } from 'node:net';

export interface Answer {
  status: number;
  headers: Record<string, string>;
  text: string;
  /** What the body says, null if it is no JSON object. */
  json: Record<string, unknown> | null;
}

const DEADLINE_MS = 5_000;

/** A connection on which bytes go out as they are. Whatever takes too long fails. */
export class RawConnection {
  private received = Buffer.alloc(0);
  private isClosed = false;
  private wake: () => void = () => undefined;

  constructor(private readonly socket: Socket) {
    socket.setTimeout(DEADLINE_MS, () => socket.destroy());
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      this.received = Buffer.concat([this.received, chunk]);
      this.wake();
    });
    socket.on('close', () => {
      this.isClosed = true;
      this.wake();
    });
  }

  static open(port: number): RawConnection {
    return new RawConnection(connect(port, '127.0.0.1'));
  }

  write(bytes: string | Buffer): this {
    this.socket.write(bytes);
    return this;
  }

  /** Says that nothing more comes; answers can still be read. */
  finish(): this {
    this.socket.end();
    return this;
  }

  destroy(): void {
    this.socket.destroy();
  }

  /** Waits until the server asks for the body. */
  async readContinue(): Promise<this> {
    while (!this.isClosed && !this.received.includes('HTTP/1.1 100 Continue\r\n\r\n')) {
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
    return this;
  }

  /** @param hasBody false for the answer to a HEAD */
  async read(hasBody = true): Promise<Answer> {
    for (;;) {
      const answer = this.takeAnswer(hasBody);
      if (answer !== null) {
        return answer;
      }
      if (this.isClosed) {
        throw new Error(`The connection ended without an answer: ${this.received.toString().slice(0, 200)}`);
      }
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  /** Resolves when the server has closed the connection. */
  async closed(): Promise<void> {
    while (!this.isClosed) {
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  private takeAnswer(hasBody: boolean): Answer | null {
    const headEnd = this.received.indexOf('\r\n\r\n');
    if (headEnd === -1) {
      return null;
    }
    const { status, headers } = readHead(this.received.subarray(0, headEnd).toString('latin1'));
    if (status === 100) {
      this.received = this.received.subarray(headEnd + 4);
      return this.takeAnswer(hasBody);
    }
    const rest = this.received.subarray(headEnd + 4);
    const length = this.bodyLength(headers, rest, hasBody);
    if (length === null) {
      return null;
    }
    const text = rest.subarray(0, length).toString('utf8');
    this.received = rest.subarray(length);
    return { status, headers, text, json: readJson(text) };
  }

  private bodyLength(headers: Record<string, string>, rest: Buffer, hasBody: boolean): number | null {
    if (!hasBody) {
      return 0;
    }
    if (headers['transfer-encoding'] === 'chunked') {
      const last = rest.indexOf('0\r\n\r\n');
      return last === -1 ? (this.isClosed ? rest.length : null) : last + 5;
    }
    const length = Number(headers['content-length'] ?? 0);
    return rest.length >= length ? length : this.isClosed ? rest.length : null;
  }
}

/** Writes one request and reads one answer. */
export async function exchange(port: number, bytes: string | Buffer): Promise<Answer> {
  const connection = RawConnection.open(port).write(bytes);
  try {
    return await connection.read(!bytes.toString('latin1', 0, 5).startsWith('HEAD '));
  } finally {
    connection.destroy();
  }
}

function readHead(head: string): Pick<Answer, 'status' | 'headers'> {
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  return { status: Number(statusLine.split(' ')[1]), headers };
}

function readJson(text: string): Record<string, unknown> | null {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return null;
  }
}

export interface RequestParts {
  /** An undefined value takes a header away. */
  headers?: Record<string, string | undefined>;
  body?: string | Buffer;
}

/** One HTTP/1.1 request as bytes; a body comes with its length and as JSON unless the headers say otherwise. */
export function request(method: string, target: string, { headers = {}, body }: RequestParts = {}): Buffer {
  const bytes = body === undefined ? Buffer.alloc(0) : Buffer.from(body as string);
  const all: Record<string, string | undefined> = {
    host: 'localhost',
    ...(body !== undefined && { 'content-type': 'application/json', 'content-length': String(bytes.length) }),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) =>
    value === undefined ? '' : `${name}: ${value}\r\n`,
  );
  return Buffer.concat([
    Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1'),
    bytes,
  ]);
}

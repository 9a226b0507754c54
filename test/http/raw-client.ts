import { connect } from 'node:net';

export interface Answer {
  status: number;
  headers: Record<string, string>;
  text: string;
  /** What the body says, null if it is no JSON. */
  json: Record<string, unknown> | null;
}

const DEADLINE_MS = 5_000;

/** Writes bytes to the server as they are and reads one answer; fails when none comes in time. */
export function exchange(port: number, request: string | Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const chunks: Buffer[] = [];
    const isHead = request.toString('latin1').startsWith('HEAD ');
    const finish = (isClosed: boolean): void => {
      const answer = readAnswer(Buffer.concat(chunks), isHead, isClosed);
      if (answer !== null) {
        socket.destroy();
        resolve(answer);
      } else if (isClosed) {
        reject(new Error('The connection was closed without an answer.'));
      }
    };
    socket.setTimeout(DEADLINE_MS, () => socket.destroy(new Error('No answer came in time.')));
    socket.on('error', (error) => (chunks.length > 0 ? finish(true) : reject(error)));
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      finish(false);
    });
    socket.on('close', () => finish(true));
    socket.write(request);
  });
}

function readAnswer(bytes: Buffer, isHead: boolean, isClosed: boolean): Answer | null {
  const text = bytes.toString('utf8');
  const end = text.indexOf('\r\n\r\n');
  if (end === -1) {
    return null;
  }
  const [statusLine = '', ...lines] = text.slice(0, end).split('\r\n');
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  const body = text.slice(end + 4);
  const isWhole = isHead || isClosed || Buffer.byteLength(body) >= Number(headers['content-length'] ?? 0);
  return isWhole
    ? { status: Number(statusLine.split(' ')[1]), headers, text: body, json: readJson(body) }
    : null;
}

function readJson(text: string): Record<string, unknown> | null {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return null;
  }
}

export interface RequestParts {
  headers?: Record<string, string>;
  body?: string | Buffer;
}

/** One HTTP/1.1 request as bytes; a body comes with its length and as JSON unless the headers say otherwise. */
export function request(method: string, target: string, { headers = {}, body }: RequestParts = {}): Buffer {
  const bytes = body === undefined ? undefined : Buffer.from(body);
  const all: Record<string, string> = {
    host: 'localhost',
    ...(bytes !== undefined && {
      'content-type': 'application/json',
      'content-length': String(bytes.length),
    }),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([
    Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1'),
    bytes ?? Buffer.alloc(0),
  ]);
}

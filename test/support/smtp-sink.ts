import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { SMTPServer } from 'smtp-server';

/** A mail as it arrived. */
export interface ReceivedMail {
  to: string;
  subject: string;
  messageId: string;
  text: string;
  html: string;
  /** The link in it, empty without one. */
  link: string;
  /** The last part of the link. */
  token: string;
}

export interface SmtpSink {
  url: string;
  mails: ReceivedMail[];
  /** While set, mails are refused with this reply; `hang` answers nothing. */
  trouble: 'hang' | 'refuse' | null;
  attempts: number;
  /** Waits until somebody has a mail with this subject. */
  waitFor(to: string, subject: string | RegExp, count?: number): Promise<ReceivedMail>;
  /** What somebody has received so far, once everything queued has been sent. */
  of(to: string): ReceivedMail[];
  close(): Promise<void>;
}

const WAIT_MS = 8_000;

/** A real SMTP server on a port of its own that keeps what it is given. */
export async function startSmtpSink(): Promise<SmtpSink> {
  const sink = { mails: [] as ReceivedMail[], trouble: null as SmtpSink['trouble'], attempts: 0 };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    logger: false,
    closeTimeout: 100,
    onData(stream, session, done) {
      sink.attempts += 1;
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (sink.trouble === 'hang') {
          return;
        }
        if (sink.trouble === 'refuse') {
          done(Object.assign(new Error('try later'), { responseCode: 451 }));
          return;
        }
        for (const { address } of session.envelope.rcptTo) {
          sink.mails.push(read(address, Buffer.concat(chunks).toString('utf8')));
        }
        done();
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  const matching = (to: string, subject: string | RegExp) =>
    sink.mails.filter((mail) => mail.to === to && new RegExp(subject).test(mail.subject));
  return Object.assign(sink, {
    url: `smtp://127.0.0.1:${port}`,
    of: (to: string) => sink.mails.filter((mail) => mail.to === to),
    async waitFor(to: string, subject: string | RegExp, count = 1): Promise<ReceivedMail> {
      for (const end = Date.now() + WAIT_MS; Date.now() < end; await delay(10)) {
        const found = matching(to, subject)[count - 1];
        if (found !== undefined) {
          return found;
        }
      }
      throw new Error(`No mail "${String(subject)}" came for ${to}.`);
    },
    close: () => new Promise<void>((resolve) => server.close(resolve)),
  });
}

function read(to: string, source: string): ReceivedMail {
  const header = (name: string, part: string) =>
    new RegExp(`^${name}: (.*(?:\\r\\n[ \\t].*)*)`, 'im').exec(part)?.[1]?.replace(/\r\n[ \t]/g, ' ') ?? '';
  const boundary = /boundary="([^"]+)"/.exec(source)?.[1] ?? '';
  const bodies = source.split(`--${boundary}`).map((part) => {
    const [head = '', ...rest] = part.trimStart().split('\r\n\r\n');
    const body = rest.join('\r\n\r\n');
    const isQuoted = /quoted-printable/i.test(head);
    return { head, body: isQuoted ? unquote(body) : body };
  });
  const bodyOf = (type: string) => bodies.find(({ head }) => head.includes(type))?.body ?? '';
  const text = bodyOf('text/plain');
  const link = /https?:\/\/\S+/.exec(text)?.[0] ?? '';
  return {
    to,
    subject: header('Subject', source),
    messageId: header('Message-ID', source),
    text,
    html: bodyOf('text/html'),
    link,
    token: link.split('/').at(-1) ?? '',
  };
}

function unquote(body: string): string {
  const bytes = body
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_match, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

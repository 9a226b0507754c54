import { isIP } from 'node:net';
import { emailKey } from '../common/normal-form.js';
import { HttpConfig } from './http.config.js';
import { refuse, section, setting, whenUnset, type ValueType } from './setting.js';

/** A mail server and how to sign in to it. */
export interface SmtpServer {
  host: string;
  port: number;
  /** TLS from the first byte; otherwise by STARTTLS where the server offers it. */
  isSecure: boolean;
  user: string | null;
  password: string;
}

const DEFAULT_PORTS = { 'smtp:': 587, 'smtps:': 465 } as const;

const smtpUrl: ValueType<SmtpServer> = {
  expected: 'smtp://user:password@host:587 or smtps://…:465, special characters percent-encoded',
  parse: (text) => {
    if (!/^smtps?:\/\/[^/\s\\?#]+\/?$/.test(text) || !URL.canParse(text)) refuse();
    const { protocol, hostname, port, username, password } = new URL(text);
    if (hostname === '') refuse();
    try {
      return {
        host: hostname.replace(/^\[|\]$/g, ''),
        port: port === '' ? DEFAULT_PORTS[protocol as keyof typeof DEFAULT_PORTS] : Number(port),
        isSecure: protocol === 'smtps:',
        user: username === '' ? null : decodeURIComponent(username),
        password: decodeURIComponent(password),
      };
    } catch {
      return refuse();
    }
  },
};

const mailbox: ValueType<string> = {
  expected: 'an address such as accounts@example.com, or Name <accounts@example.com>',
  parse: (text) => {
    const [, name = '', address = text] = /^([^<>"\r\n]*)<([^<>]*)>$/.exec(text) ?? [];
    return emailKey(address) === null || /[\p{Cc}@]/u.test(name) ? refuse() : text;
  },
};

/** How mail leaves. */
export class MailConfig extends section('Mail', {
  /** Null: mails become files; in production there is no mail then. */
  smtp: setting({
    name: 'SMTP_URL',
    type: smtpUrl,
    default: whenUnset(
      'none: mails become files in `DATA_DIR/mail`; in production mail features answer 503',
      () => null,
    ),
    meaning: 'the mail server to send by',
    isSecret: true,
  }),
  from: setting({
    name: 'MAIL_FROM',
    type: mailbox,
    default: whenUnset('`no-reply@` the host of `PUBLIC_URL`', (environment) => {
      const { hostname } = new URL(environment.read(HttpConfig.settings.publicUrl));
      const isAddress = isIP(hostname.replace(/^\[|\]$/g, '')) !== 0;
      return `Latchkey <no-reply@${isAddress ? 'localhost' : hostname}>`;
    }),
    meaning: 'the sender of every mail',
  }),
}) {}

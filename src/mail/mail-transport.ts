import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import type { Transporter } from 'nodemailer';
import { UnavailableError } from '../common/errors.js';
import { MailConfig, type SmtpServer } from '../config/mail.config.js';
import { RuntimeConfig } from '../config/runtime.config.js';

const TIMEOUTS = {
  connectionTimeout: 5_000,
  greetingTimeout: 5_000,
  dnsTimeout: 5_000,
  socketTimeout: 10_000,
};
const LOOPBACK = new Set(['localhost', '127.0.0.1', '::1']);
const FOLDER = 'mail';
const RETRY_AFTER_SECONDS = 3_600;

export interface OutgoingMail {
  /** The same for every attempt, so that a repeated mail is recognised. */
  id: string;
  to: string;
  subject: string;
  text: string;
  html: string;
}

/** There is no way to send mail here. */
export class MailOffError extends UnavailableError {
  constructor() {
    super('mail.off', 'This service does not send mail. Ask the people who run it.', RETRY_AFTER_SECONDS);
  }
}

/** Sends mail by SMTP, or writes it into `DATA_DIR/mail` where there is no mail server, or neither in production. */
@Injectable()
export class MailTransport {
  /** Where mails become files; null when they are sent. */
  readonly folder: string | null;
  private transporter: Promise<Transporter> | undefined;

  constructor(
    private readonly config: MailConfig,
    private readonly runtime: RuntimeConfig,
  ) {
    this.folder = config.smtp === null ? join(runtime.dataDir, FOLDER) : null;
  }

  get isAvailable(): boolean {
    return this.config.smtp !== null || this.runtime.mode !== 'production';
  }

  /** @throws MailOffError */
  assertAvailable(): void {
    if (!this.isAvailable) {
      throw new MailOffError();
    }
  }

  /** @throws Error when the server does not take it */
  async send(mail: OutgoingMail): Promise<void> {
    if (this.config.smtp === null) {
      await this.write(mail);
      return;
    }
    this.transporter ??= createTransporter(this.config.smtp);
    const { id, to, subject, text, html } = mail;
    const { from } = this.config;
    const domain = /@([^@>]+)>?$/.exec(from)?.[1] ?? 'localhost';
    const transporter = await this.transporter;
    await transporter.sendMail({
      from,
      to: { name: '', address: to },
      subject,
      text,
      html,
      messageId: `<${id}@${domain}>`,
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
  }

  /** For the owner of the process only: what is in them opens accounts. */
  private async write({ id, to, subject, text, html }: OutgoingMail): Promise<void> {
    const folder = this.folder ?? '';
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const date = new Date();
    const name = join(folder, `${date.toISOString().replace(/[:.]/g, '-')}-${id}`);
    const head = `From: ${this.config.from}\nTo: ${to}\nSubject: ${subject}\nDate: ${date.toUTCString()}\n\n`;
    await writeFile(`${name}.html`, html, { mode: 0o600 });
    await writeFile(`${name}.txt`, head + text, { mode: 0o600 });
  }
}

/** The library is loaded with the first mail. A password never goes over the network in the clear. */
async function createTransporter({ host, port, isSecure, user, password }: SmtpServer): Promise<Transporter> {
  const { createTransport } = await import('nodemailer');
  return createTransport({
    host,
    port,
    secure: isSecure,
    requireTLS: user !== null && !LOOPBACK.has(host),
    ...(user === null ? {} : { auth: { user, pass: password } }),
    ...TIMEOUTS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

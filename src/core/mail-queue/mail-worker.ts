import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Repeater } from '../../common/repeater.js';
import { runInRequest } from '../../common/request-context.js';
import { statement, Sql } from '../../database/sql.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { DataBox } from '../../keys/data-box.js';
import type { MailValues } from '../../mail/built-in-templates.js';
import { MailTemplates } from '../../mail/mail-templates.js';
import { MailTransport } from '../../mail/mail-transport.js';
import { MailQueue, placeOfMail, type QueuedContent } from './mail-queue.service.js';

const INTERVAL_MS = 1_000;
const AT_ONCE = 5;
/** Longer than any attempt can take; whoever claimed a mail and died is replaced after that. */
const CLAIM_SECONDS = 60;
const FIRST_WAIT_SECONDS = 10;
const MAX_WAIT_SECONDS = 3_600;

interface MailRow {
  id: string;
  content: Buffer;
  key_id: string;
  attempts: number;
}

const claim = statement(
  'claim-queued-mails',
  `UPDATE queued_mails SET attempts = attempts + 1, due_at = now() + make_interval(secs => ${CLAIM_SECONDS})
    WHERE id IN (SELECT id FROM queued_mails WHERE due_at <= now() AND expires_at > now()
                  ORDER BY due_at LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED)
   RETURNING id, content, key_id, attempts`,
);
const putOff = statement(
  'put-off-queued-mail',
  'UPDATE queued_mails SET due_at = now() + make_interval(secs => $2) WHERE id = $1',
);
const remove = statement('delete-queued-mail', 'DELETE FROM queued_mails WHERE id = $1');
const removeExpired = statement(
  'delete-expired-mails',
  `DELETE FROM queued_mails WHERE id IN (
     SELECT id FROM queued_mails WHERE expires_at <= now() LIMIT 1000 FOR UPDATE SKIP LOCKED)`,
);

/** What became of mails, for the metrics; of this replica, since its start. */
export interface MailCounts {
  sent: number;
  failed: number;
  expired: number;
}

export type RequestHandler = (values: MailValues) => Promise<void>;

/**
 * Sends what is queued. Every replica does; a mail belongs to whoever claimed it, for a minute. No connection is held
 * while a mail server takes its time, and one that fails is tried again after 10 s, 20 s and so on up to an hour.
 */
@Injectable()
export class MailWorker implements OnModuleDestroy {
  readonly counts: MailCounts = { sent: 0, failed: 0, expired: 0 };
  private readonly logger = new Logger(MailWorker.name);
  private readonly handlers = new Map<string, RequestHandler>();
  private readonly repeater = new Repeater(
    () => this.run(),
    INTERVAL_MS,
    (error) => this.logger.warn({ message: 'Queued mail could not be looked at.', cause: String(error) }),
  );

  constructor(
    private readonly sql: Sql,
    private readonly unitOfWork: UnitOfWork,
    private readonly box: DataBox,
    private readonly templates: MailTemplates,
    private readonly transport: MailTransport,
    private readonly queue: MailQueue,
  ) {}

  /** Says who looks into requests of a topic; part of one transaction with the end of the request. */
  handle(topic: string, handler: RequestHandler): void {
    this.handlers.set(topic, handler);
  }

  start(): void {
    this.queue.listen(() => this.repeater.nudge());
    this.repeater.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.repeater.stop();
  }

  private async run(): Promise<void> {
    this.counts.expired += await this.sql.change(removeExpired);
    for (;;) {
      const mails = await this.sql.query<MailRow>(claim);
      await Promise.all(mails.map((mail) => this.attempt(mail)));
      if (mails.length < AT_ONCE) {
        return;
      }
    }
  }

  private async attempt(mail: MailRow): Promise<void> {
    try {
      await this.deliver(mail);
    } catch (error) {
      this.counts.failed += 1;
      const wait = Math.min(FIRST_WAIT_SECONDS * 2 ** (mail.attempts - 1), MAX_WAIT_SECONDS);
      await this.sql.change(putOff, [mail.id, wait]);
      // The server's own words may name the recipient; the code says enough.
      const cause = (error as { code?: unknown }).code ?? (error as Error).name;
      this.logger.warn({ message: `A mail could not be sent; next try in ${wait} s.`, id: mail.id, cause });
    }
  }

  private async deliver({ id, content, key_id: keyId }: MailRow): Promise<void> {
    const item = await this.box.open<QueuedContent>({ box: content, keyId }, placeOfMail(id));
    if (item.kind === 'request') {
      await runInRequest({ ...item.origin, applicationId: null }, () =>
        this.unitOfWork.run(async () => {
          await this.handlers.get(item.topic)?.(item.values);
          await this.sql.change(remove, [id]);
        }),
      );
      return;
    }
    const rendered = await this.templates.render(item.template, item.values);
    await this.transport.send({ id, to: item.to, ...rendered });
    await this.sql.change(remove, [id]);
    this.counts.sent += 1;
  }
}

import { Injectable } from '@nestjs/common';
import { newId } from '../../common/ids.js';
import { currentRequest } from '../../common/request-context.js';
import { statement, Sql } from '../../database/sql.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { DataBox } from '../../keys/data-box.js';
import type { MailTemplateName, MailValues } from '../../mail/built-in-templates.js';
import { MailTransport } from '../../mail/mail-transport.js';

const DAY_SECONDS = 24 * 3_600;
/** How long a notice is tried. */
const NOTICE_SECONDS = 3 * DAY_SECONDS;

const insertMail = statement(
  'insert-queued-mail',
  `INSERT INTO queued_mails (id, content, key_id, expires_at)
   VALUES ($1, $2, $3, now() + make_interval(secs => $4))`,
);

const selectKeyUse = statement('select-mail-of-key', 'SELECT 1 FROM queued_mails WHERE key_id = $1 LIMIT 1');

/** Where a request came from that was put off. */
export interface RequestOrigin {
  requestId: string;
  ipAddress: string | null;
  userAgent: string | null;
}

/** What waits: a mail to be sent, or a request for one that is looked into later, so that asking takes the same for all. */
export type QueuedContent =
  | { kind: 'mail'; to: string; template: MailTemplateName; values: MailValues }
  | { kind: 'request'; topic: string; values: MailValues; origin: RequestOrigin };

/** The mails to be sent, in the database: written with the change they tell of, sent afterwards, by whichever replica. */
@Injectable()
export class MailQueue {
  private onQueued: () => void = () => undefined;

  constructor(
    private readonly sql: Sql,
    private readonly unitOfWork: UnitOfWork,
    private readonly box: DataBox,
    private readonly transport: MailTransport,
  ) {}

  /** @throws MailOffError where no mail can be sent */
  assertAvailable(): void {
    this.transport.assertAvailable();
  }

  /**
   * Queues a mail, in the open transaction. Where there is no mail nothing is queued, nor for addresses under `.invalid`,
   * which nobody has (RFC 2606 2).
   * @param lifetimeSeconds how long it is worth sending
   */
  async send(
    template: MailTemplateName,
    to: string,
    values: MailValues,
    lifetimeSeconds = NOTICE_SECONDS,
  ): Promise<void> {
    if (!to.toLowerCase().endsWith('.invalid')) {
      await this.insert({ kind: 'mail', to, template, values }, lifetimeSeconds);
    }
  }

  /** Queues a request for a mail, to be looked into by whoever handles its topic; see `MailWorker.handle`. */
  async request(topic: string, values: MailValues, lifetimeSeconds: number): Promise<void> {
    const { requestId, ipAddress, userAgent } = currentRequest();
    const origin = { requestId, ipAddress, userAgent };
    await this.insert({ kind: 'request', topic, values, origin }, lifetimeSeconds);
  }

  /** Whom to tell that something was queued by this replica. */
  listen(onQueued: () => void): void {
    this.onQueued = onQueued;
  }

  /** Whether anything is still encrypted with this key. */
  async needsKey(keyId: string): Promise<boolean> {
    return (await this.sql.query(selectKeyUse, [keyId])).length > 0;
  }

  private async insert(content: QueuedContent, lifetimeSeconds: number): Promise<void> {
    if (!this.transport.isAvailable) {
      return;
    }
    const id = newId();
    const { box, keyId } = this.box.seal(content, placeOfMail(id));
    await this.sql.change(insertMail, [id, box, keyId, lifetimeSeconds]);
    this.unitOfWork.afterCommit(() => this.onQueued());
  }
}

export function placeOfMail(id: string): string {
  return `queued_mails|${id}|content`;
}

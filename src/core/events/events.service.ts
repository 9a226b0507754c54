import { Injectable } from '@nestjs/common';
import { newId } from '../../common/ids.js';
import { statement, Sql } from '../../database/sql.js';

const insertMessage = statement(
  'insert-outbox-message',
  'INSERT INTO outbox_messages (id, topic, payload) VALUES ($1, $2, $3)',
);
const deleteOld = statement(
  'delete-old-outbox-messages',
  `DELETE FROM outbox_messages WHERE id IN (
     SELECT id FROM outbox_messages WHERE created_at < now() - make_interval(days => $1) LIMIT 10000 FOR UPDATE SKIP LOCKED)`,
);

/** How long messages wait for a reader that was added later or was away. */
const RETENTION_DAYS = 7;

/** The outbox: what happened, for readers that act on it later (mail, webhooks). */
@Injectable()
export class EventsService {
  constructor(private readonly sql: Sql) {}

  /**
   * Puts a message into the outbox, in the transaction of the change it tells of.
   * @param topic `<thing>.<what happened>`, for example `user.created`
   * @param payload ids and names; never a credential
   */
  async publish(topic: string, payload: Record<string, unknown>): Promise<void> {
    await this.sql.change(insertMessage, [newId(), topic, JSON.stringify(payload)]);
  }

  /** Removes messages older than a week. */
  async deleteOld(): Promise<void> {
    await this.sql.change(deleteOld, [RETENTION_DAYS]);
  }
}

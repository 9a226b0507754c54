import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { KeyRing } from '../../keys/key-ring.js';
import { type AuditEventRow, canonicalForm } from './audit-event.row.js';

/** What the first event is chained to. */
export const CHAIN_START = Buffer.alloc(32);

/**
 * The hash of each event covers the one before, so that nothing can be changed, removed or put in between without every
 * later hash being wrong; and it takes a key that is not in the database in the clear, so that nobody who can write there
 * can make them right again.
 */
@Injectable()
export class AuditChain {
  constructor(private readonly keys: KeyRing) {}

  /** The id of the key that new hashes are made with. */
  get activeKeyId(): string {
    return this.keys.active('audit').id;
  }

  async hash(previous: Buffer, row: AuditEventRow, keyId: string): Promise<Buffer> {
    const key = await this.keys.find('audit', keyId);
    if (key === undefined) {
      throw new Error(`The key ring does not have the audit key ${keyId}.`);
    }
    return createHmac('sha256', key.key).update(previous).update(canonicalForm(row)).digest();
  }
}

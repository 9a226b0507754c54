import { Injectable } from '@nestjs/common';
import { statement, Sql } from '../../database/sql.js';
import { AuditChain, CHAIN_START } from './audit-chain.js';
import { AUDIT_COLUMNS, type AuditEventRow } from './audit-event.row.js';

const BATCH = 1_000;
/** Younger events may still be on their way into the chain. */
const SEALED_AFTER_SECONDS = 600;

const selectChain = statement(
  'select-audit-chain',
  `SELECT s.position, s.event_id, s.hash, s.key_id, ${AUDIT_COLUMNS}
     FROM audit_seals s LEFT JOIN audit_events e ON e.id = s.event_id
    WHERE s.position > $1 ORDER BY s.position LIMIT ${BATCH}`,
);
const countUnsealed = statement(
  'count-unsealed-audit-events',
  `SELECT count(*)::int AS unsealed FROM audit_events e
    WHERE e.at < now() - make_interval(secs => ${SEALED_AFTER_SECONDS})
      AND NOT EXISTS (SELECT 1 FROM audit_seals s WHERE s.event_id = e.id)`,
);

type ChainRow = Omit<AuditEventRow, 'id'> & {
  /** Null when the event is gone. */
  id: string | null;
  position: string;
  event_id: string;
  hash: Buffer;
  key_id: string;
};

export interface AuditVerification {
  /** Events that are in the chain and as they were sealed. */
  verified: number;
  /** The last hash; keep it elsewhere, and a chain that was cut off at its end shows too. Null without any event. */
  head: string | null;
  /** What is wrong first, null when nothing is. */
  fault: { position: string; eventId: string; reason: 'missing' | 'changed' | 'gap' } | null;
  /** Events that should be in the chain by now and are not. */
  unsealed: number;
}

/** Recalculates the whole chain of the audit trail. */
@Injectable()
export class AuditVerifier {
  constructor(
    private readonly sql: Sql,
    private readonly chain: AuditChain,
  ) {}

  async verify(): Promise<AuditVerification> {
    const [row] = await this.sql.query<{ unsealed: number }>(countUnsealed);
    const unsealed = row?.unsealed ?? 0;
    let previous: Buffer = CHAIN_START;
    let position = 0n;
    for (;;) {
      const rows = await this.sql.query<ChainRow>(selectChain, [String(position)]);
      for (const seal of rows) {
        const reason = await this.faultOf(seal, position, previous);
        const head = position === 0n ? null : previous.toString('hex');
        if (reason !== null) {
          const fault = { position: seal.position, eventId: seal.event_id, reason };
          return { verified: Number(position), head, fault, unsealed };
        }
        previous = seal.hash;
        position += 1n;
      }
      if (rows.length < BATCH) {
        const head = position === 0n ? null : previous.toString('hex');
        return { verified: Number(position), head, fault: null, unsealed };
      }
    }
  }

  private async faultOf(
    seal: ChainRow,
    position: bigint,
    previous: Buffer,
  ): Promise<'missing' | 'changed' | 'gap' | null> {
    if (BigInt(seal.position) !== position + 1n) {
      return 'gap';
    }
    if (seal.id === null) {
      return 'missing';
    }
    const hash = await this.chain.hash(previous, { ...seal, id: seal.id }, seal.key_id);
    return hash.equals(seal.hash) ? null : 'changed';
  }
}

import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Repeater } from '../../common/repeater.js';
import { statement, Sql } from '../../database/sql.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { AuditChain, CHAIN_START } from './audit-chain.js';
import { AUDIT_COLUMNS, type AuditEventRow } from './audit-event.row.js';

const INTERVAL_MS = 1_000;
const BATCH = 500;

/** Only one replica at a time gets this lock, for one batch; the others have nothing to do meanwhile. */
const lead = statement('lead-audit-seal', 'SELECT pg_try_advisory_xact_lock(7203404) AS is_leader');
const selectLast = statement(
  'select-last-audit-seal',
  `SELECT s.position, s.hash, e.at FROM audit_seals s JOIN audit_events e ON e.id = s.event_id
    ORDER BY s.position DESC LIMIT 1`,
);
/** No transaction is open for ten minutes, so what an earlier one wrote was seen by then. */
const selectUnsealed = statement(
  'select-unsealed-audit-events',
  `SELECT ${AUDIT_COLUMNS} FROM audit_events e
    WHERE e.at > coalesce($1::timestamptz - interval '10 minutes', '-infinity')
      AND NOT EXISTS (SELECT 1 FROM audit_seals s WHERE s.event_id = e.id)
    ORDER BY e.at, e.id LIMIT ${BATCH}`,
);
const insertSeals = statement(
  'insert-audit-seals',
  `INSERT INTO audit_seals (position, event_id, hash, key_id)
   SELECT $1::bigint + n, event_id, hash, $4
     FROM unnest($2::uuid[], $3::bytea[]) WITH ORDINALITY AS seals (event_id, hash, n)`,
);

interface LastSeal {
  position: string;
  hash: Buffer;
  at: Date;
}

/** Chains what was committed, in the background, so that no writer waits for the chain. */
@Injectable()
export class AuditSealer implements OnModuleDestroy {
  private readonly logger = new Logger(AuditSealer.name);
  private readonly repeater = new Repeater(
    () => this.sealAll(),
    INTERVAL_MS,
    (error) => this.logger.warn({ message: 'The audit trail could not be sealed.', cause: String(error) }),
  );

  constructor(
    private readonly sql: Sql,
    private readonly unitOfWork: UnitOfWork,
    private readonly chain: AuditChain,
  ) {}

  start(): void {
    this.repeater.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.repeater.stop();
  }

  /** Seals everything that waits, unless another replica does. */
  async sealAll(): Promise<void> {
    while ((await this.unitOfWork.run(() => this.sealBatch())) === BATCH);
  }

  private async sealBatch(): Promise<number> {
    const [lock] = await this.sql.query<{ is_leader: boolean }>(lead);
    if (!lock?.is_leader) {
      return 0;
    }
    const [last] = await this.sql.query<LastSeal>(selectLast);
    const rows = await this.sql.query<AuditEventRow>(selectUnsealed, [last?.at ?? null]);
    if (rows.length === 0) {
      return 0;
    }
    const keyId = this.chain.activeKeyId;
    const hashes: Buffer[] = [];
    let previous = last?.hash ?? CHAIN_START;
    for (const row of rows) {
      previous = await this.chain.hash(previous, row, keyId);
      hashes.push(previous);
    }
    await this.sql.change(insertSeals, [last?.position ?? '0', rows.map((row) => row.id), hashes, keyId]);
    return rows.length;
  }
}

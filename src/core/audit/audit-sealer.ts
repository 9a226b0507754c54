import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Repeater } from '../../common/repeater.js';
import { statement, Sql } from '../../database/sql.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { AuditChain, CHAIN_START } from './audit-chain.js';
import { AUDIT_COLUMNS, type AuditEventRow } from './audit-event.row.js';

const INTERVAL_MS = 1_000;
const BATCH = 500;
/** Events become visible out of order. Few are committed longer after they were written than a statement may take. */
const USUAL_DELAY_MS = 5_000;
/** No transaction is open for ten minutes, so what an earlier one wrote was seen by then. */
const LONGEST_DELAY_MS = 600_000;
/** How often one looks that far back: the more happened in ten minutes, the longer it takes. */
const THOROUGH_INTERVAL_MS = 60_000;
/** Sorts before every other id. */
const NIL_ID = '00000000-0000-0000-0000-000000000000';

/** Only one replica at a time gets this lock, for one batch; the others have nothing to do meanwhile. */
const lead = statement('lead-audit-seal', 'SELECT pg_try_advisory_xact_lock(7203404) AS is_leader');
const selectLast = statement(
  'select-last-audit-seal',
  `SELECT s.position, s.hash, e.at FROM audit_seals s JOIN audit_events e ON e.id = s.event_id
    ORDER BY s.position DESC LIMIT 1`,
);
const selectUnsealed = statement(
  'select-unsealed-audit-events',
  `SELECT ${AUDIT_COLUMNS} FROM audit_events e
    WHERE (e.at, e.id) > ($1::timestamptz, $2::uuid)
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

/** Where an event is in the order that events are looked through. */
type Place = Pick<AuditEventRow, 'at' | 'id'>;

/** Chains what was committed, in the background, so that no writer waits for the chain. */
@Injectable()
export class AuditSealer implements OnModuleDestroy {
  private readonly logger = new Logger(AuditSealer.name);
  private readonly repeater = new Repeater(
    () => this.sealAll(),
    INTERVAL_MS,
    (error) => this.logger.warn({ message: 'The audit trail could not be sealed.', cause: String(error) }),
  );

  private lookedThroughAt = -Infinity;

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

  /**
   * Seals what waits, unless another replica does. What was committed late waits for the next thorough look, so that the
   * work of every second depends on what is new and not on how much there is.
   */
  async sealAll(): Promise<void> {
    const now = performance.now();
    const isThorough = now - this.lookedThroughAt >= THOROUGH_INTERVAL_MS;
    const delayMs = isThorough ? LONGEST_DELAY_MS : USUAL_DELAY_MS;
    let sealed: Place[] | null;
    let after: Place | undefined;
    do {
      sealed = await this.unitOfWork.run(() => this.sealBatch(delayMs, after));
      after = sealed?.at(-1);
    } while (sealed?.length === BATCH);
    if (isThorough && sealed !== null) {
      this.lookedThroughAt = now;
    }
  }

  /** @returns what it sealed, in order; null when another replica is at it */
  private async sealBatch(delayMs: number, after: Place | undefined): Promise<Place[] | null> {
    const [lock] = await this.sql.query<{ is_leader: boolean }>(lead);
    if (!lock?.is_leader) {
      return null;
    }
    const [last] = await this.sql.query<LastSeal>(selectLast);
    const { at, id } = after ?? { at: new Date((last?.at.getTime() ?? 0) - delayMs), id: NIL_ID };
    const rows = await this.sql.query<AuditEventRow>(selectUnsealed, [at, id]);
    if (rows.length === 0) {
      return rows;
    }
    const keyId = this.chain.activeKeyId;
    const hashes: Buffer[] = [];
    let previous = last?.hash ?? CHAIN_START;
    for (const row of rows) {
      previous = await this.chain.hash(previous, row, keyId);
      hashes.push(previous);
    }
    await this.sql.change(insertSeals, [last?.position ?? '0', rows.map((row) => row.id), hashes, keyId]);
    return rows;
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The hash chain over the audit trail, and the indexes its reading needs. */
export class SealAudit1763700004004 implements MigrationInterface {
  name = 'SealAudit1763700004004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE audit_seals (
        position bigint NOT NULL,
        event_id uuid NOT NULL,
        hash bytea NOT NULL,
        key_id text NOT NULL,
        sealed_at timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT pk_audit_seals PRIMARY KEY (position),
        CONSTRAINT fk_audit_seals_event_id FOREIGN KEY (event_id) REFERENCES audit_events (id) ON DELETE RESTRICT
      )`);
    await runner.query('CREATE UNIQUE INDEX uq_audit_seals_event_id ON audit_seals (event_id)');
    await runner.query(`
      CREATE TRIGGER tr_audit_seals_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_seals
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
    await runner.query('CREATE INDEX ix_audit_events_at ON audit_events (at, id)');
    await runner.query('CREATE INDEX ix_audit_events_event ON audit_events (event, at, id)');
    await runner.query('DROP INDEX ix_audit_events_actor_id');
    await runner.query('DROP INDEX ix_audit_events_subject_id');
    await runner.query('CREATE INDEX ix_audit_events_actor_id ON audit_events (actor_id, at, id)');
    await runner.query('CREATE INDEX ix_audit_events_subject_id ON audit_events (subject_id, at, id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX ix_audit_events_subject_id');
    await runner.query('DROP INDEX ix_audit_events_actor_id');
    await runner.query('CREATE INDEX ix_audit_events_actor_id ON audit_events (actor_id, id)');
    await runner.query('CREATE INDEX ix_audit_events_subject_id ON audit_events (subject_id, id)');
    await runner.query('DROP INDEX ix_audit_events_event');
    await runner.query('DROP INDEX ix_audit_events_at');
    await runner.query('DROP TABLE audit_seals');
  }
}

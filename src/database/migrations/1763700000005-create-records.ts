import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is written beside a change, in its transaction: audit events, outbox messages, idempotency records. */
export class CreateRecords1763700000005 implements MigrationInterface {
  name = 'CreateRecords1763700000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE audit_events (
        id uuid NOT NULL,
        at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
        event text NOT NULL,
        outcome text NOT NULL,
        reason text,
        actor_kind text NOT NULL,
        actor_id text,
        subject_kind text NOT NULL,
        subject_id text,
        application_id uuid,
        session_id uuid,
        ip_address text,
        user_agent text,
        request_id text NOT NULL,
        changed jsonb,
        CONSTRAINT pk_audit_events PRIMARY KEY (id),
        CONSTRAINT ck_audit_events_outcome CHECK (outcome IN ('success', 'failure', 'denied'))
      )`);
    await runner.query('CREATE INDEX ix_audit_events_actor_id ON audit_events (actor_id, id)');
    await runner.query('CREATE INDEX ix_audit_events_subject_id ON audit_events (subject_id, id)');
    await runner.query(`
      CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
      END $$`);
    await runner.query(`
      CREATE TRIGGER tr_audit_events_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_events
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
    await runner.query(`
      CREATE TABLE outbox_messages (
        id uuid NOT NULL,
        topic text NOT NULL,
        payload jsonb NOT NULL,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT pk_outbox_messages PRIMARY KEY (id)
      )`);
    await runner.query('CREATE INDEX ix_outbox_messages_created_at ON outbox_messages (created_at)');
    await runner.query(`
      CREATE TABLE idempotency_records (
        principal text NOT NULL,
        route text NOT NULL,
        key text NOT NULL,
        fingerprint bytea NOT NULL,
        answer jsonb NOT NULL,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT pk_idempotency_records PRIMARY KEY (principal, route, key)
      )`);
    await runner.query('CREATE INDEX ix_idempotency_records_created_at ON idempotency_records (created_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE idempotency_records');
    await runner.query('DROP TABLE outbox_messages');
    await runner.query('DROP TABLE audit_events');
    await runner.query('DROP FUNCTION refuse_change()');
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Wallets and the books behind them. Accounts of a wallet or a campaign store their balance and the head of their hash
 * chain; system accounts store neither, so that nothing queues on them, and their sums are taken from the entries.
 */
export class CreateLedger1763700000020 implements MigrationInterface {
  name = 'CreateLedger1763700000020';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...OWNERS, ...BOOKS, ...GUARDS]) {
      await runner.query(statement);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['ledger_entries', 'ledger_transactions', 'ledger_accounts', 'ledger_state']) {
      await runner.query(`DROP TABLE ${table}`);
    }
    await runner.query('DROP FUNCTION ledger_refuse_unbalanced()');
    await runner.query('DROP TABLE wallets');
    await runner.query('DROP TABLE currencies');
  }
}

const OWNERS = [
  `CREATE TABLE currencies (
    code text NOT NULL,
    scale smallint NOT NULL,
    name text,
    is_enabled boolean NOT NULL DEFAULT true,
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    updated_at timestamptz(3) NOT NULL DEFAULT now(),
    CONSTRAINT pk_currencies PRIMARY KEY (code),
    CONSTRAINT ck_currencies_scale CHECK (scale BETWEEN 0 AND 18)
  )`,
  `CREATE TABLE wallets (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    closed_at timestamptz(3),
    CONSTRAINT pk_wallets PRIMARY KEY (id),
    CONSTRAINT fk_wallets_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE RESTRICT
  )`,
  'CREATE UNIQUE INDEX uq_wallets_user_id ON wallets (user_id)',
];

const BOOKS = [
  `CREATE TABLE ledger_accounts (
    id uuid NOT NULL,
    wallet_id uuid,
    campaign_id uuid,
    currency text NOT NULL,
    purpose text NOT NULL,
    balance bigint,
    sequence bigint NOT NULL DEFAULT 0,
    head bytea,
    created_at timestamptz NOT NULL DEFAULT now(),
    changed_at timestamptz NOT NULL DEFAULT now(),
    closed_at timestamptz(3),
    CONSTRAINT pk_ledger_accounts PRIMARY KEY (id),
    CONSTRAINT uq_ledger_accounts_id_currency UNIQUE (id, currency),
    CONSTRAINT fk_ledger_accounts_wallet_id FOREIGN KEY (wallet_id) REFERENCES wallets (id) ON DELETE RESTRICT,
    CONSTRAINT fk_ledger_accounts_currency FOREIGN KEY (currency) REFERENCES currencies (code) ON DELETE RESTRICT,
    CONSTRAINT ck_ledger_accounts_balance CHECK (balance >= 0),
    CONSTRAINT ck_ledger_accounts_purpose CHECK (
      CASE WHEN wallet_id IS NOT NULL THEN purpose IN ('available', 'held') AND campaign_id IS NULL AND balance IS NOT NULL
           WHEN campaign_id IS NOT NULL THEN purpose = 'campaign' AND balance IS NOT NULL
           ELSE purpose IN ('issuance', 'coupons', 'exchange', 'rounding') AND balance IS NULL AND sequence = 0 END)
  ) WITH (fillfactor = 70)`,
  `CREATE UNIQUE INDEX uq_ledger_accounts_wallet ON ledger_accounts (wallet_id, currency, purpose)
    WHERE wallet_id IS NOT NULL`,
  'CREATE UNIQUE INDEX uq_ledger_accounts_campaign ON ledger_accounts (campaign_id) WHERE campaign_id IS NOT NULL',
  `CREATE UNIQUE INDEX uq_ledger_accounts_system ON ledger_accounts (currency, purpose)
    WHERE wallet_id IS NULL AND campaign_id IS NULL`,
  `CREATE TABLE ledger_transactions (
    id uuid NOT NULL,
    type text NOT NULL,
    reference text,
    reason text,
    metadata jsonb,
    actor_kind text NOT NULL,
    actor_id text,
    reverses uuid,
    hash bytea NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT pk_ledger_transactions PRIMARY KEY (id),
    CONSTRAINT fk_ledger_transactions_reverses FOREIGN KEY (reverses) REFERENCES ledger_transactions (id) ON DELETE RESTRICT,
    CONSTRAINT ck_ledger_transactions_type CHECK (
      type IN ('credit', 'debit', 'transfer', 'coupon', 'exchange', 'hold', 'capture', 'void', 'reversal'))
  )`,
  'CREATE UNIQUE INDEX uq_ledger_transactions_reverses ON ledger_transactions (reverses) WHERE reverses IS NOT NULL',
  `CREATE TABLE ledger_entries (
    transaction_id uuid NOT NULL,
    position smallint NOT NULL,
    account_id uuid NOT NULL,
    currency text NOT NULL,
    type text NOT NULL,
    amount bigint NOT NULL,
    balance_after bigint,
    sequence bigint,
    hash bytea,
    created_at timestamptz NOT NULL,
    CONSTRAINT pk_ledger_entries PRIMARY KEY (transaction_id, position),
    CONSTRAINT fk_ledger_entries_transaction_id FOREIGN KEY (transaction_id) REFERENCES ledger_transactions (id) ON DELETE RESTRICT,
    CONSTRAINT fk_ledger_entries_account FOREIGN KEY (account_id, currency) REFERENCES ledger_accounts (id, currency) ON DELETE RESTRICT,
    CONSTRAINT ck_ledger_entries_amount CHECK (amount <> 0 AND amount BETWEEN -100000000000000000 AND 100000000000000000),
    CONSTRAINT ck_ledger_entries_balance_after CHECK (balance_after >= 0),
    CONSTRAINT ck_ledger_entries_chain CHECK (
      (sequence IS NULL) = (balance_after IS NULL) AND (sequence IS NULL) = (hash IS NULL))
  )`,
  'CREATE UNIQUE INDEX uq_ledger_entries_sequence ON ledger_entries (account_id, sequence) WHERE sequence IS NOT NULL',
  `CREATE INDEX ix_ledger_entries_history ON ledger_entries (account_id, created_at, transaction_id) INCLUDE (type)
    WHERE sequence IS NOT NULL`,
  `CREATE TABLE ledger_state (
    id boolean NOT NULL DEFAULT true,
    is_sound boolean NOT NULL DEFAULT true,
    checked_at timestamptz(3),
    CONSTRAINT pk_ledger_state PRIMARY KEY (id),
    CONSTRAINT ck_ledger_state_one CHECK (id)
  )`,
  'INSERT INTO ledger_state DEFAULT VALUES',
];

const GUARDS = [
  `CREATE TRIGGER tr_ledger_transactions_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_transactions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`,
  `CREATE TRIGGER tr_ledger_entries_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entries
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`,
  `CREATE FUNCTION ledger_refuse_unbalanced() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
  BEGIN
    IF (SELECT sum(amount) FROM ledger_entries WHERE transaction_id = NEW.transaction_id AND currency = NEW.currency) <> 0 THEN
      RAISE EXCEPTION 'the entries of transaction % do not sum to zero', NEW.transaction_id
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'tr_ledger_entries_balanced';
    END IF;
    RETURN NULL;
  END $$`,
  `CREATE CONSTRAINT TRIGGER tr_ledger_entries_balanced AFTER INSERT ON ledger_entries
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_refuse_unbalanced()`,
];

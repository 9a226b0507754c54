import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What wallets are offered: exchange rates and quotes, holds, coupons with their codes and redemptions. */
export class CreateWalletOffers1763700000022 implements MigrationInterface {
  name = 'CreateWalletOffers1763700000022';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...EXCHANGE, ...HOLDS, ...COUPONS]) {
      await runner.query(statement);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE ledger_accounts DROP CONSTRAINT fk_ledger_accounts_campaign_id');
    for (const table of [
      'coupon_redemptions',
      'coupon_codes',
      'coupons',
      'holds',
      'exchange_quotes',
      'exchange_rates',
    ]) {
      await runner.query(`DROP TABLE ${table}`);
    }
  }
}

const EXCHANGE = [
  `CREATE TABLE exchange_rates (
    from_currency text NOT NULL,
    to_currency text NOT NULL,
    numerator bigint NOT NULL,
    denominator bigint NOT NULL,
    updated_at timestamptz(3) NOT NULL DEFAULT now(),
    CONSTRAINT pk_exchange_rates PRIMARY KEY (from_currency, to_currency),
    CONSTRAINT fk_exchange_rates_from_currency FOREIGN KEY (from_currency) REFERENCES currencies (code) ON DELETE RESTRICT,
    CONSTRAINT fk_exchange_rates_to_currency FOREIGN KEY (to_currency) REFERENCES currencies (code) ON DELETE RESTRICT,
    CONSTRAINT ck_exchange_rates_fraction CHECK (numerator > 0 AND denominator > 0),
    CONSTRAINT ck_exchange_rates_pair CHECK (from_currency <> to_currency)
  )`,
  `CREATE TABLE exchange_quotes (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    from_currency text NOT NULL,
    to_currency text NOT NULL,
    amount bigint NOT NULL,
    numerator bigint NOT NULL,
    denominator bigint NOT NULL,
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    expires_at timestamptz(3) NOT NULL,
    used_at timestamptz(3),
    CONSTRAINT pk_exchange_quotes PRIMARY KEY (id),
    CONSTRAINT fk_exchange_quotes_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
  )`,
  'CREATE INDEX ix_exchange_quotes_expires_at ON exchange_quotes (expires_at)',
];

const HOLDS = [
  `CREATE TABLE holds (
    id uuid NOT NULL,
    wallet_id uuid NOT NULL,
    currency text NOT NULL,
    amount bigint NOT NULL,
    captured_amount bigint NOT NULL DEFAULT 0,
    status text NOT NULL DEFAULT 'open',
    expires_at timestamptz(3) NOT NULL,
    transaction_id uuid NOT NULL,
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    CONSTRAINT pk_holds PRIMARY KEY (id),
    CONSTRAINT fk_holds_wallet_id FOREIGN KEY (wallet_id) REFERENCES wallets (id) ON DELETE RESTRICT,
    CONSTRAINT fk_holds_transaction_id FOREIGN KEY (transaction_id) REFERENCES ledger_transactions (id) ON DELETE RESTRICT,
    CONSTRAINT ck_holds_amount CHECK (amount > 0 AND captured_amount BETWEEN 0 AND amount),
    CONSTRAINT ck_holds_status CHECK (status IN ('open', 'captured', 'voided', 'expired'))
  )`,
  "CREATE INDEX ix_holds_open ON holds (expires_at) WHERE status = 'open'",
  "CREATE INDEX ix_holds_open_of_wallet ON holds (wallet_id) WHERE status = 'open'",
];

const COUPONS = [
  `CREATE TABLE coupons (
    id uuid NOT NULL,
    amount bigint NOT NULL,
    currency text NOT NULL,
    max_uses integer NOT NULL DEFAULT 1,
    max_uses_per_user integer NOT NULL DEFAULT 1,
    valid_from timestamptz(3),
    valid_to timestamptz(3),
    application_id uuid,
    budget bigint,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    deleted_at timestamptz(3),
    CONSTRAINT pk_coupons PRIMARY KEY (id),
    CONSTRAINT fk_coupons_currency FOREIGN KEY (currency) REFERENCES currencies (code) ON DELETE RESTRICT,
    CONSTRAINT ck_coupons_amount CHECK (amount > 0 AND budget > 0),
    CONSTRAINT ck_coupons_uses CHECK (max_uses > 0 AND max_uses_per_user > 0)
  )`,
  `CREATE TABLE coupon_codes (
    id uuid NOT NULL,
    coupon_id uuid NOT NULL,
    code_hash bytea NOT NULL,
    ending text NOT NULL,
    uses integer NOT NULL DEFAULT 0,
    CONSTRAINT pk_coupon_codes PRIMARY KEY (id),
    CONSTRAINT fk_coupon_codes_coupon_id FOREIGN KEY (coupon_id) REFERENCES coupons (id) ON DELETE RESTRICT,
    CONSTRAINT ck_coupon_codes_uses CHECK (uses >= 0)
  )`,
  'CREATE UNIQUE INDEX uq_coupon_codes_code_hash ON coupon_codes (code_hash)',
  'CREATE INDEX ix_coupon_codes_coupon_id ON coupon_codes (coupon_id, id)',
  `CREATE TABLE coupon_redemptions (
    code_id uuid NOT NULL,
    user_id uuid NOT NULL,
    ordinal integer NOT NULL,
    transaction_id uuid NOT NULL,
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    CONSTRAINT pk_coupon_redemptions PRIMARY KEY (code_id, user_id, ordinal),
    CONSTRAINT fk_coupon_redemptions_code_id FOREIGN KEY (code_id) REFERENCES coupon_codes (id) ON DELETE RESTRICT,
    CONSTRAINT fk_coupon_redemptions_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE RESTRICT,
    CONSTRAINT fk_coupon_redemptions_transaction_id FOREIGN KEY (transaction_id) REFERENCES ledger_transactions (id) ON DELETE RESTRICT
  )`,
  `CREATE TRIGGER tr_coupon_redemptions_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON coupon_redemptions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`,
  `ALTER TABLE ledger_accounts ADD CONSTRAINT fk_ledger_accounts_campaign_id FOREIGN KEY (campaign_id)
    REFERENCES coupons (id) ON DELETE RESTRICT`,
];

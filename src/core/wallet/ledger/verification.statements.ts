import { statement } from '../../../database/sql.js';

/** Transactions page by page: each says what its hash says, has entries, and sums to zero in every currency. */
export const checkTransactions = statement(
  'check-ledger-transactions',
  `WITH page AS MATERIALIZED (
     SELECT * FROM ledger_transactions WHERE id > $1 ORDER BY id LIMIT $2),
   sums AS MATERIALIZED (
     SELECT e.transaction_id, e.currency, sum(e.amount) AS sum, count(*) AS entries
       FROM ledger_entries e JOIN page p ON p.id = e.transaction_id GROUP BY 1, 2)
   SELECT (SELECT id FROM page ORDER BY id DESC LIMIT 1) AS last,
          (SELECT count(*) FROM page)::int AS transactions,
          (SELECT coalesce(sum(entries), 0) FROM sums)::int AS entries,
          (SELECT coalesce(json_agg(json_build_object('currency', c.currency, 'sum', c.sum::text)), '[]')
             FROM (SELECT currency, sum(sum) AS sum FROM sums GROUP BY currency) c) AS currencies,
          (SELECT coalesce(json_agg(json_build_object('kind', f.kind, 'id', f.id)), '[]') FROM (
             SELECT 'unbalanced' AS kind, transaction_id AS id FROM sums WHERE sum <> 0
             UNION ALL SELECT 'without_entries', p.id FROM page p
              WHERE NOT EXISTS (SELECT 1 FROM sums s WHERE s.transaction_id = p.id)
             UNION ALL SELECT 'transaction_hash', p.id FROM page p
              WHERE p.hash <> ledger_transaction_hash(p.id, p.type, p.created_at, p.reference, p.reason, p.metadata,
                                                      p.actor_kind, p.actor_id, p.reverses)) f) AS faults`,
);

/** Chains link by link: numbers without a gap, balances that follow from amounts, hashes that follow from both. */
export const checkChains = statement(
  'check-ledger-chains',
  `WITH page AS MATERIALIZED (
     SELECT e.account_id, e.sequence, e.amount, e.balance_after, e.hash, e.transaction_id FROM ledger_entries e
      WHERE e.sequence IS NOT NULL AND (e.account_id, e.sequence) > ($1::uuid, $2::bigint)
      ORDER BY e.account_id, e.sequence LIMIT $5),
   linked AS MATERIALIZED (
     SELECT p.*, t.hash AS transaction_hash,
            lag(p.account_id, 1, $1::uuid) OVER w IS NOT DISTINCT FROM p.account_id AS has_previous,
            lag(p.sequence, 1, $2::bigint) OVER w AS previous_sequence,
            lag(p.hash, 1, $3::bytea) OVER w AS previous_hash,
            lag(p.balance_after, 1, $4::bigint) OVER w AS previous_balance
       FROM page p LEFT JOIN ledger_transactions t ON t.id = p.transaction_id
     WINDOW w AS (ORDER BY p.account_id, p.sequence))
   SELECT (SELECT count(*) FROM page)::int AS entries,
          (SELECT row_to_json(l) FROM (SELECT account_id, sequence::text, encode(hash, 'hex') AS hash, balance_after::text AS balance
             FROM page ORDER BY account_id DESC, sequence DESC LIMIT 1) l) AS last,
          (SELECT coalesce(json_agg(json_build_object('kind', 'chain', 'id', account_id, 'sequence', sequence::text)), '[]') FROM linked
            WHERE (sequence, balance_after, hash) IS DISTINCT FROM
              CASE WHEN has_previous
                THEN (previous_sequence + 1, previous_balance + amount,
                      ledger_entry_hash(previous_hash, transaction_hash, account_id, sequence, amount, balance_after))
                ELSE (1::bigint, amount,
                      ledger_entry_hash(NULL, transaction_hash, account_id, sequence, amount, balance_after)) END) AS faults`,
);

/** Accounts page by page: each says what its last entry says, and holds what its open holds say. */
export const checkAccounts = statement(
  'check-ledger-accounts',
  `WITH page AS MATERIALIZED (
     SELECT * FROM ledger_accounts WHERE id > $1 AND balance IS NOT NULL ORDER BY id LIMIT $2)
   SELECT (SELECT id FROM page ORDER BY id DESC LIMIT 1) AS last,
          (SELECT count(*) FROM page)::int AS accounts,
          (SELECT coalesce(json_agg(json_build_object('kind', f.kind, 'id', f.id)), '[]') FROM (
             SELECT 'balance' AS kind, p.id FROM page p
               LEFT JOIN LATERAL (SELECT e.balance_after, e.sequence, e.hash FROM ledger_entries e
                                   WHERE e.account_id = p.id AND e.sequence IS NOT NULL ORDER BY e.sequence DESC LIMIT 1) e ON true
              WHERE p.balance <> coalesce(e.balance_after, 0) OR p.sequence <> coalesce(e.sequence, 0)
                 OR p.head IS DISTINCT FROM e.hash
             UNION ALL
             SELECT 'holds', p.id FROM page p
              WHERE p.purpose = 'held' AND p.balance <> (
                SELECT coalesce(sum(h.amount), 0) FROM holds h
                 WHERE h.wallet_id = p.wallet_id AND h.currency = p.currency AND h.status = 'open')) f) AS faults`,
);

export const selectCurrencyCodes = statement(
  'select-currency-codes',
  'SELECT code FROM currencies ORDER BY code',
);

/** What is known of the size of the books without counting; for a progress bar. */
export const estimateSize = statement(
  'estimate-ledger-size',
  `SELECT greatest(0, sum(reltuples))::float8 AS rows FROM pg_class
    WHERE oid IN ('ledger_transactions'::regclass, 'ledger_entries'::regclass, 'ledger_accounts'::regclass)`,
);

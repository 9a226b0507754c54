import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The one way into the books. `ledger_post` takes a batch of transactions that came together, each with the record of
 * its idempotency key, audit event and outbox message, and answers every one of them by a row: what one is refused never
 * touches its neighbours. Balances are first moved on paper, under locks taken in the order of account ids, and then
 * written once for each account by an update that only takes what it was read as. Plans are kept for the life of a
 * connection, so those of a table that was empty at first must not be scans of it.
 */
export class CreateLedgerPosting1763700000021 implements MigrationInterface {
  name = 'CreateLedgerPosting1763700000021';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [TRANSACTION_HASH, ENTRY_HASH, LEDGER_POST]) {
      await runner.query(statement);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION ledger_post(jsonb)');
    await runner.query('DROP FUNCTION ledger_entry_hash(bytea, bytea, uuid, bigint, bigint, bigint)');
    await runner.query(
      'DROP FUNCTION ledger_transaction_hash(uuid, text, timestamptz, text, text, jsonb, text, text, uuid)',
    );
  }
}

/** What a transaction says, apart from its entries. */
const TRANSACTION_HASH = `
  CREATE FUNCTION ledger_transaction_hash(id uuid, type text, created_at timestamptz, reference text, reason text,
    metadata jsonb, actor_kind text, actor_id text, reverses uuid)
  RETURNS bytea STABLE LANGUAGE sql AS $$
    SELECT sha256(convert_to(jsonb_build_array(id, type, (extract(epoch FROM created_at) * 1000000)::bigint, reference,
      reason, metadata, actor_kind, actor_id, reverses)::text, 'UTF8'))
  $$`;

/** A link of an account's chain: the link before it, the transaction, the amount and the balance after it. */
const ENTRY_HASH = `
  CREATE FUNCTION ledger_entry_hash(previous bytea, transaction_hash bytea, account_id uuid, sequence bigint,
    amount bigint, balance_after bigint)
  RETURNS bytea IMMUTABLE LANGUAGE sql AS $$
    SELECT sha256(coalesce(previous, ''::bytea) || transaction_hash || uuid_send(account_id) || int8send(sequence)
      || int8send(amount) || int8send(balance_after))
  $$`;

export const LEDGER_POST = `
  CREATE FUNCTION ledger_post(batch jsonb)
  RETURNS TABLE (n integer, outcome text, created_at timestamptz, hash bytea, amounts bigint[], balances bigint[], answer jsonb)
  LANGUAGE plpgsql SET enable_seqscan = off SET jit = off AS $$
  #variable_conflict use_column
  DECLARE
    max_balance CONSTANT bigint := 1000000000000000000;
    ids uuid[]; currencies text[]; closed boolean[]; enabled boolean[];
    now_balance bigint[]; now_sequence bigint[]; now_head bytea[];
    first_balance bigint[]; first_sequence bigint[];
    paper bigint[];
    granted boolean[];
    moment timestamptz;
    op record;
    debit integer; credit integer; amount bigint; side integer; change bigint;
    count_changed integer; place integer;
    verdict text; verdicts text[] := '{}';
    op_hash bytea; op_amounts bigint[]; op_balances bigint[];
    e_transaction uuid[] := '{}'; e_position smallint[] := '{}'; e_account integer[] := '{}'; e_type text[] := '{}';
    e_amount bigint[] := '{}'; e_balance bigint[] := '{}'; e_sequence bigint[] := '{}'; e_hash bytea[] := '{}';
  BEGIN
    IF NOT (SELECT s.is_sound FROM ledger_state s) THEN
      RETURN QUERY SELECT i, 'writes_off', NULL::timestamptz, NULL::bytea, NULL::bigint[], NULL::bigint[], NULL::jsonb
        FROM generate_series(1, jsonb_array_length(batch->'ops')) i;
      RETURN;
    END IF;

    -- Locks come in statements of their own: what is read after them is what is true under them.
    SELECT array_agg(x.lock IS NULL OR pg_try_advisory_xact_lock(hashtextextended(x.lock, 7203402)) ORDER BY x.n)
      INTO granted FROM jsonb_to_recordset(batch->'ops') AS x(n integer, lock text);
    SELECT array_agg(a.value::uuid ORDER BY a.ordinality)
      INTO ids FROM jsonb_array_elements_text(batch->'accounts') WITH ORDINALITY a;
    PERFORM 1 FROM ledger_accounts a WHERE a.id = ANY (ids) AND a.balance IS NOT NULL ORDER BY a.id FOR NO KEY UPDATE;

    SELECT array_agg(a.currency ORDER BY i.n), array_agg(a.closed_at IS NOT NULL ORDER BY i.n),
           array_agg(c.is_enabled ORDER BY i.n), array_agg(a.balance ORDER BY i.n), array_agg(a.sequence ORDER BY i.n),
           array_agg(a.head ORDER BY i.n),
           greatest(clock_timestamp(), max(a.changed_at) FILTER (WHERE a.balance IS NOT NULL) + interval '1 microsecond')
      INTO currencies, closed, enabled, now_balance, now_sequence, now_head, moment
      FROM unnest(ids) WITH ORDINALITY AS i(id, n)
      JOIN ledger_accounts a ON a.id = i.id JOIN currencies c ON c.code = a.currency;
    IF cardinality(currencies) IS DISTINCT FROM cardinality(ids) THEN
      RAISE EXCEPTION 'a posting names an account that does not exist';
    END IF;
    first_balance := now_balance;
    first_sequence := now_sequence;

    FOR op IN
      SELECT x.*, r.fingerprint AS known_fingerprint, r.answer AS known_answer
        FROM jsonb_to_recordset(batch->'ops') AS x(n integer, id uuid, type text, reference text, reason text, metadata jsonb,
             actor_kind text, actor_id text, reverses uuid, debits integer[], credits integer[], amounts bigint[],
             allows_disabled boolean, takes_what_is_there boolean, lock text, principal text, route text, key text, fingerprint text)
        LEFT JOIN LATERAL (
             SELECT i.fingerprint, i.answer FROM idempotency_records i
              WHERE i.principal = x.principal AND i.route = x.route AND i.key = x.key
                AND i.created_at > now() - interval '24 hours' LIMIT 1) r ON true
       ORDER BY x.n
    LOOP
      op_hash := NULL;
      op_balances := NULL;
      op_amounts := op.amounts;
      verdict := CASE
        WHEN NOT granted[op.n] THEN 'in_progress'
        WHEN op.known_answer IS NULL THEN 'posted'
        WHEN op.known_fingerprint <> decode(op.fingerprint, 'hex') THEN 'mismatch'
        ELSE 'replayed' END;
      IF verdict = 'posted' AND op.reverses IS NOT NULL
         AND EXISTS (SELECT 1 FROM ledger_transactions t WHERE t.reverses = op.reverses) THEN
        verdict := 'already_reversed';
      END IF;

      IF verdict = 'posted' THEN
        paper := now_balance;
        FOR i IN 1 .. cardinality(op.amounts) LOOP
          debit := op.debits[i];
          credit := op.credits[i];
          amount := op_amounts[i];
          IF op.takes_what_is_there AND paper[debit] BETWEEN 1 AND amount THEN
            amount := paper[debit];
            op_amounts[i] := amount;
          END IF;
          IF debit = credit OR amount <= 0 THEN
            RAISE EXCEPTION 'a posting moves something from one account to another';
          ELSIF currencies[debit] <> currencies[credit] THEN
            verdict := 'currency_mismatch';
          ELSIF closed[debit] OR closed[credit] THEN
            verdict := 'account_closed';
          ELSIF NOT enabled[debit] AND NOT coalesce(op.allows_disabled, false) THEN
            verdict := 'currency_disabled';
          ELSIF paper[debit] < amount THEN
            verdict := 'insufficient_funds';
          ELSIF paper[credit] > max_balance - amount THEN
            verdict := 'balance_limit';
          END IF;
          EXIT WHEN verdict <> 'posted';
          paper[debit] := paper[debit] - amount;
          paper[credit] := paper[credit] + amount;
        END LOOP;
      END IF;

      IF verdict = 'posted' THEN
        op_hash := ledger_transaction_hash(op.id, op.type, moment, op.reference, op.reason, op.metadata, op.actor_kind,
                                           op.actor_id, op.reverses);
        op_balances := '{}';
        place := 0;
        FOR i IN 1 .. cardinality(op.amounts) LOOP
          FOR side IN 1 .. 2 LOOP
            IF side = 1 THEN
              debit := op.debits[i];
              change := -op_amounts[i];
            ELSE
              debit := op.credits[i];
              change := op_amounts[i];
            END IF;
            IF now_balance[debit] IS NULL THEN
              e_sequence := e_sequence || NULL::bigint;
              e_hash := e_hash || NULL::bytea;
            ELSE
              now_balance[debit] := now_balance[debit] + change;
              now_sequence[debit] := now_sequence[debit] + 1;
              now_head[debit] := ledger_entry_hash(now_head[debit], op_hash, ids[debit], now_sequence[debit], change, now_balance[debit]);
              e_sequence := e_sequence || now_sequence[debit];
              e_hash := e_hash || now_head[debit];
            END IF;
            e_transaction := e_transaction || op.id;
            e_position := e_position || place::smallint;
            e_account := e_account || debit;
            e_type := e_type || op.type;
            e_amount := e_amount || change;
            e_balance := e_balance || now_balance[debit];
            op_balances := op_balances || now_balance[debit];
            place := place + 1;
          END LOOP;
        END LOOP;
        INSERT INTO ledger_transactions (id, type, reference, reason, metadata, actor_kind, actor_id, reverses, hash, created_at)
        VALUES (op.id, op.type, op.reference, op.reason, op.metadata, op.actor_kind, op.actor_id, op.reverses, op_hash, moment);
      END IF;

      verdicts := verdicts || verdict;
      n := op.n;
      outcome := verdict;
      created_at := moment;
      hash := op_hash;
      amounts := op_amounts;
      balances := op_balances;
      answer := CASE WHEN verdict = 'replayed' THEN op.known_answer END;
      RETURN NEXT;
    END LOOP;

    UPDATE ledger_accounts a
       SET balance = v.balance, sequence = v.sequence, head = v.head, changed_at = moment
      FROM unnest(ids, now_balance, now_sequence, now_head, first_balance, first_sequence)
           AS v(id, balance, sequence, head, first_balance, first_sequence)
     WHERE a.id = v.id AND v.sequence > v.first_sequence
       AND a.balance = v.first_balance AND a.sequence = v.first_sequence AND v.balance >= 0;
    GET DIAGNOSTICS count_changed = ROW_COUNT;
    IF count_changed <> (SELECT count(*) FROM unnest(now_sequence, first_sequence) AS v(now_at, began_at) WHERE now_at > began_at) THEN
      RAISE EXCEPTION 'a balance changed under a lock' USING ERRCODE = 'serialization_failure';
    END IF;

    INSERT INTO ledger_entries (transaction_id, position, account_id, currency, type, amount, balance_after, sequence, hash, created_at)
    SELECT v.transaction_id, v.position, ids[v.account], currencies[v.account], v.type, v.amount, v.balance_after, v.sequence,
           v.hash, moment
      FROM unnest(e_transaction, e_position, e_account, e_type, e_amount, e_balance, e_sequence, e_hash)
           AS v(transaction_id, position, account, type, amount, balance_after, sequence, hash);

    INSERT INTO idempotency_records AS r (principal, route, key, fingerprint, answer)
    SELECT x.principal, x.route, x.key, decode(x.fingerprint, 'hex'),
           CASE WHEN verdicts[x.n] = 'posted' THEN jsonb_build_object('reference', x.id) ELSE batch->'refusals'->verdicts[x.n] END
      FROM jsonb_to_recordset(batch->'ops') AS x(n integer, id uuid, principal text, route text, key text, fingerprint text)
     WHERE x.key IS NOT NULL AND (verdicts[x.n] = 'posted' OR batch->'refusals' ? verdicts[x.n])
    ON CONFLICT (principal, route, key) DO UPDATE
       SET fingerprint = excluded.fingerprint, answer = excluded.answer, created_at = now();

    INSERT INTO audit_events (id, event, outcome, reason, actor_kind, actor_id, subject_kind, subject_id, application_id,
                              session_id, ip_address, user_agent, request_id, changed)
    SELECT t.* FROM jsonb_to_recordset(batch->'ops') AS x(n integer, audit jsonb)
     CROSS JOIN LATERAL jsonb_to_record(x.audit) AS t(id uuid, event text, outcome text, reason text, actor_kind text,
           actor_id text, subject_kind text, subject_id text, application_id uuid, session_id uuid, ip_address text, user_agent text,
           request_id text, changed jsonb)
     WHERE verdicts[x.n] = 'posted' AND x.audit IS NOT NULL;

    INSERT INTO outbox_messages (id, topic, payload)
    SELECT t.* FROM jsonb_to_recordset(batch->'ops') AS x(n integer, message jsonb)
     CROSS JOIN LATERAL jsonb_to_record(x.message) AS t(id uuid, topic text, payload jsonb)
     WHERE verdicts[x.n] = 'posted' AND x.message IS NOT NULL;
  END $$`;

import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Opens the sessions of several accounts at once: what `open_session` did, by statements that treat all of them, since most of
 * what a statement costs does not depend on how many rows it is about.
 *
 * Whoever is alone waits for locks and learns why nothing was opened. Several take what is free at this moment: who had to
 * wait, brings a password or a client, or is refused is left out, for the caller to try again alone. Accounts of one call
 * differ, and so do tokens.
 *
 * The account is locked first, as it is by whoever suspends or deletes it, changes its password or removes an identity, so
 * what is read after that is true until the transaction ends. Nothing is written before all of it has been looked at, but for
 * the failures that a right password makes forgotten whatever comes of it.
 *
 * Rows are looked up by lists of keys and never joined: plans are kept for the life of a connection, and those of a table that
 * was small at first must not read all of it. `open_session` stays for processes of the release before.
 * See docs/decisions/0089-sign-ins-that-share-a-commit.md.
 */
export class OpenSessionsTogether1763800012001 implements MigrationInterface {
  name = 'OpenSessionsTogether1763800012001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TYPE session_opening AS (
        session_id uuid, user_id uuid, provider text, amr text[], application_id uuid, profile_id uuid, client_id uuid,
        audience text, max_idle_seconds integer, secret_hash bytea, refresh_nonce bytea, refresh_key_id text,
        ip_address text, user_agent text, password_hash text, forgotten_counters text[], identity_id uuid,
        identity_email text, token_hash bytea, token_is_spent boolean, token_expires_at timestamptz, event_id uuid,
        event_application_id uuid, request_id text)`);
    await runner.query(OPEN_SESSIONS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION open_sessions');
    await runner.query('DROP TYPE session_opening');
  }
}

const OPEN_SESSIONS = `
  CREATE FUNCTION open_sessions(items jsonb, is_alone boolean, max_live_sessions integer, token_repeat_seconds integer)
  RETURNS TABLE (session_id uuid, outcome text, opened_at timestamptz, has_profile boolean)
  LANGUAGE plpgsql SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
  #variable_conflict use_column
  DECLARE
    openings session_opening[] := ARRAY(SELECT o FROM jsonb_populate_recordset(NULL::session_opening, items) o);
    one session_opening := openings[1];
    refusal text;
    locked uuid[]; tokens bytea[]; user_ids uuid[]; identity_ids uuid[]; emails text[]; profile_ids uuid[];
  BEGIN
    IF is_alone THEN
      locked := ARRAY(SELECT a.id FROM accounts a WHERE a.id = one.user_id AND NOT a.suspended FOR NO KEY UPDATE);
      IF locked = '{}' THEN
        refusal := 'refused';
      ELSIF one.password_hash IS NOT NULL THEN
        PERFORM FROM password_credentials p WHERE p.user_id = one.user_id AND p.hash = one.password_hash FOR SHARE;
        refusal := CASE WHEN NOT FOUND THEN 'refused' END;
      END IF;
      IF refusal IS NULL AND one.forgotten_counters IS NOT NULL THEN
        DELETE FROM throttle_counters c WHERE c.key = ANY (one.forgotten_counters);
      END IF;
      IF refusal IS NULL AND one.application_id IS NOT NULL THEN
        PERFORM FROM applications a WHERE a.id = one.application_id FOR KEY SHARE;
        refusal := CASE WHEN NOT FOUND THEN 'application_gone' END;
      END IF;
      IF refusal IS NULL AND one.client_id IS NOT NULL THEN
        PERFORM FROM oauth_clients c WHERE c.id = one.client_id FOR KEY SHARE;
        refusal := CASE WHEN NOT FOUND THEN 'refused' END;
      END IF;
      IF refusal IS NOT NULL THEN
        RETURN QUERY SELECT one.session_id, refusal, NULL::timestamptz, false;
        RETURN;
      END IF;
    ELSE
      user_ids := ARRAY(
        SELECT o.user_id FROM unnest(openings) o
         WHERE o.password_hash IS NULL AND o.forgotten_counters IS NULL AND o.client_id IS NULL
           AND (o.application_id IS NULL
                OR EXISTS (SELECT FROM applications a WHERE a.id = o.application_id FOR KEY SHARE SKIP LOCKED)));
      locked := ARRAY(
        SELECT a.id FROM accounts a WHERE a.id = ANY (user_ids) AND NOT a.suspended FOR NO KEY UPDATE SKIP LOCKED);
    END IF;
    openings := ARRAY(
      SELECT o FROM unnest(openings) o
       WHERE o.user_id = ANY (locked)
         AND (o.identity_id IS NULL OR o.user_id = (SELECT i.user_id FROM identities i WHERE i.id = o.identity_id)));
    IF openings = '{}' THEN
      RETURN QUERY SELECT one.session_id, 'identity_gone', NULL::timestamptz, false;
      RETURN;
    END IF;

    WITH accepted AS (
      INSERT INTO used_tokens AS known (token_hash, user_id, is_spent, expires_at)
      SELECT o.token_hash, o.user_id, o.token_is_spent, o.token_expires_at
        FROM unnest(openings) o WHERE o.token_hash IS NOT NULL ORDER BY o.token_hash
      ON CONFLICT (token_hash) DO UPDATE SET is_spent = known.is_spent
       WHERE NOT known.is_spent AND NOT excluded.is_spent AND known.user_id = excluded.user_id
         AND clock_timestamp() < known.first_used_at + make_interval(secs => token_repeat_seconds)
      RETURNING token_hash)
    SELECT array_agg(token_hash) INTO tokens FROM accepted;
    openings := ARRAY(SELECT o FROM unnest(openings) o WHERE o.token_hash IS NULL OR o.token_hash = ANY (tokens));
    IF openings = '{}' THEN
      RETURN QUERY SELECT one.session_id, 'token_used', NULL::timestamptz, false;
      RETURN;
    END IF;

    SELECT array_agg(o.user_id), array_agg(o.identity_id), array_agg(o.identity_email),
           array_agg(o.profile_id) FILTER (WHERE o.profile_id IS NOT NULL)
      INTO user_ids, identity_ids, emails, profile_ids FROM unnest(openings) o;
    UPDATE identities i
       SET last_used_at = now(),
           email = coalesce((SELECT new.email FROM unnest(identity_ids, emails) AS new (id, email) WHERE new.id = i.id), i.email)
     WHERE i.id = ANY (identity_ids);
    IF profile_ids IS NOT NULL THEN
      WITH signed_in AS (
        UPDATE profiles p SET last_sign_in_at = now() WHERE p.id = ANY (profile_ids) RETURNING p.id)
      SELECT array_agg(id) INTO profile_ids FROM signed_in;
    END IF;
    UPDATE users u SET last_sign_in_at = now() WHERE u.id = ANY (user_ids);
    UPDATE sessions s SET ended_at = now(), end_reason = 'too_many'
     WHERE s.id = ANY (ARRAY(
             SELECT surplus.id
               FROM unnest(user_ids) AS owner (id)
              CROSS JOIN LATERAL (SELECT live.id FROM sessions live
                                   WHERE live.user_id = owner.id AND live.ended_at IS NULL
                                   ORDER BY live.last_used_at DESC, live.id DESC OFFSET max_live_sessions - 1) AS surplus));
    INSERT INTO audit_events (id, event, outcome, actor_kind, actor_id, subject_kind, subject_id, application_id,
                              session_id, ip_address, user_agent, request_id)
    SELECT o.event_id, 'session.created', 'success', 'user', o.user_id, 'user', o.user_id, o.event_application_id,
           o.session_id, o.ip_address, o.user_agent, o.request_id
      FROM unnest(openings) o;
    RETURN QUERY
    INSERT INTO sessions AS s (id, user_id, provider, amr, application_id, profile_id, client_id, audience, max_idle_seconds,
                               secret_hash, refresh_nonce, refresh_key_id, ip_address, user_agent)
    SELECT o.session_id, o.user_id, o.provider, o.amr, o.application_id,
           CASE WHEN o.profile_id = ANY (profile_ids) THEN o.profile_id END, o.client_id, o.audience, o.max_idle_seconds,
           o.secret_hash, o.refresh_nonce, o.refresh_key_id, o.ip_address, o.user_agent
      FROM unnest(openings) o
    RETURNING s.id, 'opened', s.created_at, s.profile_id IS NOT NULL;
  END $$`;

import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The one way to open a session. What a sign-in changes is in several tables: the session itself, those beyond the limit,
 * the account, the profile and the identity it was opened with, the token that proved it, the counters of failed attempts
 * and the audit trail. `open_session` changes all of them or none, in one round trip, and answers why when it is none.
 *
 * The account is locked first, as it is by whoever suspends or deletes it, changes its password or removes an identity, so
 * what is read after that is true until the transaction ends. Nothing is written before all of it has been looked at, but
 * for the failures that a right password makes forgotten whatever comes of it.
 *
 * Plans are kept for the life of a connection, so those of a table that was empty at first must not be scans of it.
 * See docs/decisions/0082-opening-a-session.md.
 */
export class CreateSessionOpening1763800008001 implements MigrationInterface {
  name = 'CreateSessionOpening1763800008001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(OPEN_SESSION);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION open_session');
  }
}

const OPEN_SESSION = `
  CREATE FUNCTION open_session(
    session_id uuid, user_id uuid, provider text, amr text[], application_id uuid, profile_id uuid, client_id uuid,
    audience text, max_idle_seconds integer, secret_hash bytea, refresh_nonce bytea, refresh_key_id text, ip_address text,
    user_agent text, max_live_sessions integer, password_hash text, forgotten_counters text[], identity_id uuid,
    identity_email text, token_hash bytea, token_is_spent boolean, token_expires_at timestamptz,
    token_repeat_seconds integer, event_id uuid, event_application_id uuid, request_id text,
    OUT outcome text, OUT opened_at timestamptz, OUT has_profile boolean)
  LANGUAGE plpgsql SET enable_seqscan = off AS $$
  #variable_conflict use_column
  BEGIN
    PERFORM 1 FROM accounts a WHERE a.id = open_session.user_id AND NOT a.suspended FOR NO KEY UPDATE;
    IF NOT FOUND THEN
      outcome := 'refused';
      RETURN;
    END IF;

    IF password_hash IS NOT NULL THEN
      PERFORM 1 FROM password_credentials p
        WHERE p.user_id = open_session.user_id AND p.hash = password_hash FOR SHARE;
      IF NOT FOUND THEN
        outcome := 'refused';
        RETURN;
      END IF;
    END IF;
    IF forgotten_counters IS NOT NULL THEN
      DELETE FROM throttle_counters c WHERE c.key = ANY (forgotten_counters);
    END IF;

    IF application_id IS NOT NULL THEN
      PERFORM 1 FROM applications a WHERE a.id = open_session.application_id FOR KEY SHARE;
      IF NOT FOUND THEN
        outcome := 'application_gone';
        RETURN;
      END IF;
    END IF;
    IF client_id IS NOT NULL THEN
      PERFORM 1 FROM oauth_clients c WHERE c.id = open_session.client_id FOR KEY SHARE;
      IF NOT FOUND THEN
        outcome := 'refused';
        RETURN;
      END IF;
    END IF;
    IF identity_id IS NOT NULL THEN
      PERFORM 1 FROM identities i WHERE i.id = identity_id AND i.user_id = open_session.user_id FOR NO KEY UPDATE;
      IF NOT FOUND THEN
        outcome := 'identity_gone';
        RETURN;
      END IF;
    END IF;

    IF token_hash IS NOT NULL THEN
      INSERT INTO used_tokens AS known (token_hash, user_id, is_spent, expires_at)
      VALUES (open_session.token_hash, open_session.user_id, token_is_spent, token_expires_at)
      ON CONFLICT (token_hash) DO UPDATE SET is_spent = known.is_spent
       WHERE NOT known.is_spent AND NOT excluded.is_spent AND known.user_id = excluded.user_id
         AND clock_timestamp() < known.first_used_at + make_interval(secs => token_repeat_seconds);
      IF NOT FOUND THEN
        outcome := 'token_used';
        RETURN;
      END IF;
    END IF;

    IF identity_id IS NOT NULL THEN
      UPDATE identities i SET last_used_at = now(), email = coalesce(identity_email, i.email) WHERE i.id = identity_id;
    END IF;
    IF profile_id IS NOT NULL THEN
      UPDATE profiles p SET last_sign_in_at = now() WHERE p.id = open_session.profile_id;
    END IF;
    has_profile := profile_id IS NOT NULL AND FOUND;
    UPDATE users u SET last_sign_in_at = now() WHERE u.id = open_session.user_id;
    UPDATE sessions s SET ended_at = now(), end_reason = 'too_many'
     WHERE s.id = ANY (ARRAY(SELECT live.id FROM sessions live
                              WHERE live.user_id = open_session.user_id AND live.ended_at IS NULL
                              ORDER BY live.last_used_at DESC, live.id DESC OFFSET max_live_sessions - 1));
    INSERT INTO sessions AS s (id, user_id, provider, amr, application_id, profile_id, client_id, audience,
                               max_idle_seconds, secret_hash, refresh_nonce, refresh_key_id, ip_address, user_agent)
    VALUES (session_id, open_session.user_id, open_session.provider, open_session.amr, open_session.application_id,
            CASE WHEN has_profile THEN open_session.profile_id END, open_session.client_id, open_session.audience,
            open_session.max_idle_seconds, open_session.secret_hash, open_session.refresh_nonce,
            open_session.refresh_key_id, open_session.ip_address, open_session.user_agent)
    RETURNING s.created_at INTO opened_at;
    INSERT INTO audit_events (id, event, outcome, actor_kind, actor_id, subject_kind, subject_id, application_id,
                              session_id, ip_address, user_agent, request_id)
    VALUES (event_id, 'session.created', 'success', 'user', open_session.user_id, 'user', open_session.user_id,
            event_application_id, open_session.session_id, open_session.ip_address, open_session.user_agent,
            open_session.request_id);
    outcome := 'opened';
  END $$`;

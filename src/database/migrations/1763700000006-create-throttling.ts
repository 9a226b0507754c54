import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Attempt counters shared by all replicas. `throttle_reserve` takes several rules at once, in order, and stops at the
 * first that refuses, so that what one rule refused never counts against the next.
 */
export class CreateThrottling1763700000006 implements MigrationInterface {
  name = 'CreateThrottling1763700000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE throttle_counters (
        key text NOT NULL,
        hits integer NOT NULL,
        window_ends_at timestamptz(3) NOT NULL,
        blocks integer NOT NULL DEFAULT 0,
        blocked_until timestamptz(3),
        was_refused boolean NOT NULL DEFAULT false,
        CONSTRAINT pk_throttle_counters PRIMARY KEY (key)
      )`);
    await runner.query(
      'CREATE INDEX ix_throttle_counters_window_ends_at ON throttle_counters (window_ends_at)',
    );
    await runner.query(`
      CREATE FUNCTION throttle_reserve(keys text[], limits integer[], windows integer[], first_blocks integer[], max_blocks integer[])
      RETURNS TABLE (rule integer, retry_after integer) LANGUAGE plpgsql AS $$
      DECLARE
        moment timestamptz := clock_timestamp();
        counter throttle_counters;
      BEGIN
        FOR i IN 1 .. cardinality(keys) LOOP
          INSERT INTO throttle_counters AS c (key, hits, window_ends_at, blocks, blocked_until)
          VALUES (keys[i], 1, moment + make_interval(secs => windows[i]), 0, NULL)
          ON CONFLICT (key) DO UPDATE SET
            was_refused = coalesce(c.blocked_until > moment, false),
            hits = CASE WHEN c.blocked_until > moment THEN c.hits
                        WHEN c.window_ends_at <= moment THEN 1
                        ELSE c.hits + 1 END,
            blocks = CASE WHEN c.blocked_until > moment THEN c.blocks
                          WHEN c.window_ends_at <= moment THEN 0
                          ELSE c.blocks END,
            window_ends_at = CASE WHEN c.blocked_until > moment OR c.window_ends_at > moment THEN c.window_ends_at
                                  ELSE moment + make_interval(secs => windows[i]) END,
            blocked_until = CASE WHEN c.blocked_until > moment THEN c.blocked_until END
          RETURNING * INTO counter;

          IF NOT counter.was_refused AND counter.hits >= limits[i] THEN
            UPDATE throttle_counters c SET
              blocks = counter.blocks + 1,
              blocked_until = CASE WHEN first_blocks[i] = 0 THEN counter.window_ends_at
                ELSE moment + make_interval(secs => least(first_blocks[i] * 2.0 ^ least(counter.blocks, 20), max_blocks[i])) END,
              window_ends_at = CASE WHEN first_blocks[i] = 0 THEN counter.window_ends_at
                ELSE moment + make_interval(secs => windows[i] + least(first_blocks[i] * 2.0 ^ least(counter.blocks, 20), max_blocks[i])) END
            WHERE c.key = keys[i];
          END IF;

          IF counter.was_refused THEN
            rule := i;
            retry_after := greatest(1, ceil(extract(epoch FROM counter.blocked_until - moment)));
            RETURN NEXT;
            RETURN;
          END IF;
        END LOOP;
      END $$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION throttle_reserve(text[], integer[], integer[], integer[], integer[])');
    await runner.query('DROP TABLE throttle_counters');
  }
}

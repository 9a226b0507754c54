import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuditVerifier } from '../../src/core/audit/audit-verifier.js';
import { createTestApp, PASSWORD, type TestApp } from '../support/create-test-app.js';

let api: TestApp;
let replica: TestApp;
beforeAll(async () => {
  api = await createTestApp();
  replica = await createTestApp({ replicaOf: api });
});
afterAll(async () => {
  await replica.close();
  await api.close();
});

const events = (query: string, app = api) => app.admin.get(`/v1/audit-events?${query}`);
const allSealed = () =>
  expect
    .poll(
      () =>
        api.sql(
          'SELECT 1 FROM audit_events e WHERE NOT EXISTS (SELECT 1 FROM audit_seals s WHERE s.event_id = e.id)',
        ),
      { timeout: 5_000 },
    )
    .toEqual([]);

describe('GET /v1/audit-events', () => {
  it('says who did what to whom, from where, in which session, newest first', async () => {
    const ada = await api.signUp();
    await ada.http.get('/v1/users/me', { headers: { 'user-agent': 'a browser' } });
    await ada.http.post(
      '/v1/api-keys',
      { name: 'x' },
      { headers: { 'x-request-id': 'request-1', 'user-agent': 'a browser' } },
    );
    await allSealed();
    const { status, body } = await events(`actor=${ada.id}`);
    expect(status).toBe(200);
    expect(body.data.map(({ event }: { event: string }) => event)).toEqual([
      'api_key.created',
      'session.created',
      'user.created',
    ]);
    expect(body.data[0]).toMatchObject({
      outcome: 'success',
      reason: null,
      actor: { kind: 'user', id: ada.id },
      subject: { kind: 'api-key' },
      applicationId: null,
      sessionId: ada.sessionId,
      ipAddress: '127.0.0.1',
      userAgent: 'a browser',
      requestId: 'request-1',
    });
    expect(body.data[0].hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('filters by subject, event and time, and pages with cursors of this list only', async () => {
    const ada = await api.signUp();
    for (let attempt = 0; attempt < 5; attempt += 1) {
      await api.http.post('/v1/sessions', { identifier: ada.email, password: 'wrong one' });
    }
    const query = `subject=${ada.id}&event=session.created`;
    const all = (await events(query)).body.data as { id: string; at: string; outcome: string }[];
    expect(all.map(({ outcome }) => outcome)).toEqual([...Array<string>(5).fill('failure'), 'success']);
    const first = await events(`${query}&limit=4`);
    const second = await events(`${query}&limit=4&cursor=${first.body.nextCursor}`, replica);
    expect([...first.body.data, ...second.body.data].map(({ id }) => id)).toEqual(all.map(({ id }) => id));
    expect(second.body.nextCursor).toBeNull();
    const [, middle] = all;
    const later = await events(`${query}&from=${middle.at}`);
    expect(later.body.data.length).toBeGreaterThanOrEqual(2);
    const earlier = await events(`${query}&to=${middle.at}`);
    expect(later.body.data.length + earlier.body.data.length).toBe(all.length);
    expect((await events(`subject=${ada.id}&cursor=${first.body.nextCursor}`)).status).toBe(400);
  });

  it.each(['from=yesterday', 'limit=0', 'limit=101', 'cursor=x', 'colour=red', `actor=${'x'.repeat(129)}`])(
    'refuses ?%s',
    async (query) => {
      expect((await events(query)).status).toBe(400);
    },
  );

  it('needs read:audit, and writes down who tried without', async () => {
    const eve = await api.signUp();
    expect((await api.http.get('/v1/audit-events')).status).toBe(401);
    const refused = await eve.http.get('/v1/audit-events');
    expect([refused.status, refused.body.permission]).toEqual([403, 'read:audit']);
    await expect
      .poll(async () => (await events(`actor=${eve.id}&event=access.denied`)).body.data)
      .toMatchObject([
        {
          outcome: 'denied',
          reason: 'authorization.permission_missing',
          subject: { kind: 'route', id: 'GET /v1/audit-events' },
          sessionId: eve.sessionId,
        },
      ]);
  });

  it('is exported as JSON lines, all of it', async () => {
    await api.sql(
      `INSERT INTO audit_events (id, event, outcome, actor_kind, actor_id, subject_kind, request_id, at)
       SELECT gen_random_uuid(), 'bulk', 'success', 'system', NULL, 'system', 'none', now() - make_interval(secs => n * 0.001)
         FROM generate_series(1, 1201) AS n`,
    );
    const answer = await api.admin.get('/v1/audit-events?event=bulk', {
      headers: { accept: 'application/x-ndjson' },
    });
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson');
    const lines = (answer.body as string).trimEnd().split('\n');
    expect(lines).toHaveLength(1_201);
    const page = await events('event=bulk&limit=2');
    const times = lines.map((line) => (JSON.parse(line) as { at: string }).at);
    expect(times).toEqual([...times].sort().reverse());
    expect(JSON.parse(lines[0]).id).toBe(page.body.data[0].id);
  });
});

describe('the trail', () => {
  it.each([
    ['a wrong refresh token reused', 'session.refresh_token_reused'],
    ['a changed password', 'user.password_changed'],
    ['a failed sign-in of nobody', 'session.created'],
  ])('has %s', async (what, event) => {
    const ada = await api.signUp();
    if (event === 'session.refresh_token_reused') {
      const refresh = (refreshToken: string) => api.http.post('/v1/sessions/refresh', { refreshToken });
      const next = (await refresh(ada.refreshToken)).body.refreshToken as string;
      await refresh(next);
      await api.sql("UPDATE sessions SET refreshed_at = now() - interval '1 minute' WHERE user_id = $1", [
        ada.id,
      ]);
      await refresh(ada.refreshToken);
    } else if (event === 'user.password_changed') {
      await ada.http.put('/v1/users/me/password', {
        currentPassword: PASSWORD,
        newPassword: 'another good one',
      });
    } else {
      await api.http.post('/v1/sessions', { identifier: 'nobody@example.com', password: 'x' });
      const [row] = (await events('event=session.created&limit=1')).body.data;
      expect([row.subject.kind, row.actor.kind]).toEqual(['identifier', 'anonymous']);
      expect(JSON.stringify(row)).not.toContain('nobody');
      return;
    }
    expect((await events(`subject=${ada.id}&event=${event}`)).body.data, what).toHaveLength(1);
  });

  it('refuses every change', async () => {
    await allSealed();
    for (const text of [
      "UPDATE audit_events SET event = 'x'",
      'DELETE FROM audit_events',
      'TRUNCATE audit_events CASCADE',
      "UPDATE audit_seals SET hash = 'x'",
      'DELETE FROM audit_seals',
    ]) {
      await expect(api.sql(text), text).rejects.toThrow(/never changed or removed/);
    }
  });

  it('has what was committed long after it was written', async () => {
    await allSealed();
    await api.sql(
      `INSERT INTO audit_events (id, event, outcome, actor_kind, subject_kind, request_id, at)
       VALUES (gen_random_uuid(), 'late', 'success', 'system', 'system', 'none', now() - interval '9 minutes')`,
    );
    // Whoever starts looks far back first.
    const another = await createTestApp({ replicaOf: api });
    await allSealed();
    await another.close();
  });

  it('is one chain, whichever replica sealed, and shows what was changed behind its back', async () => {
    await Promise.all(Array.from({ length: 5 }, () => api.signUp()));
    await Promise.all(Array.from({ length: 5 }, () => replica.signUp()));
    await allSealed();
    const verifier = replica.app.get(AuditVerifier);
    const whole = await verifier.verify();
    expect(whole.fault).toBeNull();
    expect(whole.unsealed).toBe(0);
    const [count] = await api.sql<{ n: number }>('SELECT count(*)::int AS n FROM audit_events');
    expect(whole.verified).toBe(count?.n);
    const [victim] = await api.sql<{ id: string; position: string }>(
      `SELECT e.id, s.position FROM audit_events e JOIN audit_seals s ON s.event_id = e.id
        WHERE s.position = $1`,
      [Math.floor(whole.verified / 2)],
    );
    await api.sql('ALTER TABLE audit_events DISABLE TRIGGER tr_audit_events_immutable');
    await api.sql("UPDATE audit_events SET ip_address = '192.0.2.1' WHERE id = $1", [victim?.id]);
    expect((await verifier.verify()).fault).toEqual({
      position: victim?.position,
      eventId: victim?.id,
      reason: 'changed',
    });
    await api.sql('ALTER TABLE audit_seals DISABLE TRIGGER tr_audit_seals_immutable');
    await api.sql('DELETE FROM audit_seals WHERE event_id = $1', [victim?.id]);
    expect((await verifier.verify()).fault?.reason).toBe('gap');
  });
});

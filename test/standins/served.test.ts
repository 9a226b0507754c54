import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigError, loadConfig } from '../../src/config/config.js';
import { importsOf, sourceFiles } from '../architecture/imports.js';
import { createTestApp, type TestApp } from '../support/create-test-app.js';

let off: TestApp;
let on: TestApp;
beforeAll(async () => {
  off = await createTestApp();
  on = await createTestApp({ replicaOf: off, environment: { PROVIDER_STANDINS: 'on' } });
});
afterAll(async () => {
  await on.close();
  await off.close();
});

describe('stand-ins that are on', () => {
  it('are served beside the service, with a strict policy', async () => {
    const page = await on.http.get('/standins');
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(page.body).toContain('/v1/sessions/google/redirect?returnTo=%2Fdocs');
    expect(page.body).not.toMatch(/<style|style=|<script>|onclick|https?:\/\/(?!accounts\.example\.com)/);
    for (const path of [
      '/assets/standins.css',
      '/assets/standins.js',
      '/assets/icon.svg',
      '/picture?of=ada',
    ]) {
      expect((await on.http.get(`/standins${path}`)).status).toBe(200);
    }
    expect((await on.http.get('/standins/google/keys')).body.keys).toHaveLength(1);
  });

  it('take forms, and refuse as OAuth does', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await on.http.post('/standins/google/token', 'grant_type=x', { headers: form });
    expect([answer.status, answer.body.error]).toEqual([401, 'invalid_client']);
    const twice = await on.http.post('/standins/google/token', 'code=1&code=2', { headers: form });
    expect([twice.status, twice.body.error]).toEqual([400, 'invalid_request']);
    expect((await on.http.get('/standins/nothing')).body.error).toBe('not_found');
    expect((await on.http.get('/standins/google/token')).headers.get('allow')).toBe('POST');
    const code = `credential=google+code&person=ada`;
    const handedOut = await on.http.post('/standins/tokens', code, { headers: form });
    expect(handedOut.body).toContain('https://accounts.example.com/v1/sessions/google/callback');
  });

  it('are in no API document', async () => {
    expect(JSON.stringify((await on.http.get('/docs-json')).body.paths)).not.toContain('/standins');
  });
});

describe('stand-ins that are off', () => {
  it('are not there', async () => {
    const answer = await off.http.get('/standins');
    expect([answer.status, answer.body.code]).toEqual([404, 'request.not_found']);
  });

  it('are loaded by nothing but the one place that looks whether they are on', () => {
    const importers = sourceFiles()
      .filter((file) => !file.startsWith('standins/'))
      .filter((file) => importsOf(file).some((target) => target.startsWith('standins/')));
    expect(importers).toEqual(['app.setup.ts']);
  });
});

describe('the setting', () => {
  it('is refused in production', () => {
    const environment = {
      NODE_ENV: 'production',
      PROVIDER_STANDINS: 'on',
      DATABASE_URL: 'postgres://localhost/x',
      SECRET_KEY: randomBytes(32).toString('base64'),
    };
    expect(() => loadConfig(environment)).toThrow(ConfigError);
    expect(() => loadConfig(environment)).toThrow(
      'PROVIDER_STANDINS: expected on or off; off with NODE_ENV=production',
    );
    expect(loadConfig({ ...environment, PROVIDER_STANDINS: 'off' }).standins.isOn).toBe(false);
  });

  it('points each provider there that the operator says nothing of', () => {
    const { google, firebase } = loadConfig({
      PROVIDER_STANDINS: 'on',
      PUBLIC_URL: 'http://localhost:4000',
      FIREBASE_PROJECT_IDS: 'mine',
    });
    expect(google).toMatchObject({
      issuer: 'http://localhost:4000/standins/google',
      tokenUrl: 'http://localhost:4000/standins/google/token',
    });
    expect(google.clientSecret).not.toBeNull();
    expect(firebase).toMatchObject({ projectIds: ['mine'], issuerBase: 'https://securetoken.google.com' });
  });

  it('changes nothing while it is off', () => {
    expect(loadConfig({}).google.clientIds).toEqual([]);
  });

  it('leaves faults to be told by the settings they belong to', () => {
    const broken = { PROVIDER_STANDINS: 'on', PUBLIC_URL: 'nowhere', PORT: 'x' };
    expect(() => loadConfig(broken)).toThrow(/PUBLIC_URL/);
    expect(() => loadConfig({ PROVIDER_STANDINS: 'perhaps' })).toThrow(/PROVIDER_STANDINS/);
  });
});

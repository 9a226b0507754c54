import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../support/create-test-app.js';

let api: TestApp;
beforeAll(async () => {
  api = await createTestApp();
});
afterAll(() => api.close());

const sourcesIn = (html: string) =>
  [...html.matchAll(/<(?:script|link)[^>]* (?:src|href)="([^"]*)"/g)].map((match) => match[1]);

describe('the page of Swagger UI', () => {
  it('allows its own scripts, styles and requests, and nothing else', async () => {
    const { status, headers } = await api.http.get('/docs');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    const policy = Object.fromEntries(
      headers
        .get('content-security-policy')!
        .split('; ')
        .map((directive): [string, string] => {
          const [name = '', ...sources] = directive.split(' ');
          return [name, sources.join(' ')];
        }),
    );
    expect(policy).toEqual({
      'default-src': "'none'",
      'script-src': "'self'",
      'style-src': "'self'",
      'img-src': "'self' data:",
      'connect-src': "'self'",
      'base-uri': "'none'",
      'object-src': "'none'",
      'frame-ancestors': "'none'",
      'form-action': "'none'",
    });
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('has nothing inline and nothing from elsewhere', async () => {
    const html = String((await api.http.get('/docs')).body);
    expect(html).not.toMatch(/<style|style=|<script>|\son\w+=/);
    const sources = sourcesIn(html);
    expect(sources.length).toBeGreaterThan(3);
    expect(sources.filter((source) => !source.startsWith('/docs/assets/'))).toEqual([]);
  });

  it('finds all of its files, which browsers may keep', async () => {
    for (const source of sourcesIn(String((await api.http.get('/docs')).body))) {
      const { status, headers, body } = await api.http.get(source);
      expect(status, source).toBe(200);
      expect(headers.get('cache-control')).toBe('public, max-age=3600');
      expect(headers.get('content-type')).toMatch(
        /^(text\/(javascript|css); charset=utf-8|image\/svg\+xml)$/,
      );
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(String(body).length).toBeGreaterThan(200);
    }
  });

  it.each([
    '/docs/',
    '/docs/nothing',
    '/docs/nothing/openapi.json',
    '/docs/bytenite/',
    '/docs/bytenite/nothing',
    '/docs/assets',
    '/docs/assets/',
    '/docs/assets/nothing.js',
    '/docs/assets/swagger-ui-bundle.js.map',
    '/docs/assets/..%2F..%2Fpackage.json',
    '/docs/assets/%2e%2e',
    '/docs/assets/__proto__',
    '/docs-json/',
  ])('answers %s with 404 as problem details', async (path) => {
    const { status, headers, body } = await api.http.get(path);
    expect(status).toBe(404);
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body.code).toBe('request.not_found');
  });

  it('is read only', async () => {
    for (const path of ['/docs', '/docs-json', '/docs/assets/latchkey.js']) {
      const { status, headers } = await api.http.post(path, {});
      expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    }
  });
});

describe('the document', () => {
  it('is served as JSON, under the strict policy of everything that is no page', async () => {
    const { status, headers } = await api.http.get('/docs-json');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/json');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('is the same for everybody who asks at once', async () => {
    const other = await createTestApp({ replicaOf: api });
    try {
      const answers = await Promise.all(Array.from({ length: 8 }, () => other.http.get('/docs-json')));
      expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    } finally {
      await other.close();
    }
  });
});

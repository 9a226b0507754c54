import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigModule } from './config.module.js';
import { ConfigError, configSections, loadConfig } from './config.js';
import { HttpConfig } from './http.config.js';
import { KeysConfig } from './keys.config.js';

const KEY = 'ICnDl2pQ7nuG9pRoyj3cTO9vB3ZyT2pnk0xqU5cBm0E=';

const declaredNames = Object.values(configSections).flatMap(({ settings }) =>
  Object.values(settings).map(({ name }) => name),
);

function faultsOf(environment: NodeJS.ProcessEnv): ConfigError {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('expected a ConfigError');
}

describe('loadConfig with nothing set', () => {
  it('takes the defaults', () => {
    expect(JSON.parse(JSON.stringify(loadConfig({})))).toEqual({
      runtime: { mode: 'development', dataDir: resolve('data') },
      http: {
        host: '127.0.0.1',
        port: 3000,
        publicUrl: 'http://localhost:3000',
        corsOrigins: [],
        trustedProxies: [],
      },
      database: { url: null, poolSize: 10, usesPreparedStatements: true },
      administrator: { username: 'admin', email: 'admin@localhost.invalid', password: null },
      keys: { secretKeys: null },
      signUp: { isOpen: true },
      providerSignIn: {
        returnUrls: [],
        linkByVerifiedEmail: ['google', 'apple', 'firebase'],
        idTokenReplaySeconds: 60,
      },
      google: {
        clientIds: [],
        clientSecret: null,
        issuer: 'https://accounts.google.com',
        jwksUrl: 'https://www.googleapis.com/oauth2/v3/certs',
        authorizationUrl: 'https://accounts.google.com/o/oauth2/v2/auth',
        tokenUrl: 'https://oauth2.googleapis.com/token',
        userinfoUrl: 'https://openidconnect.googleapis.com/v1/userinfo',
      },
      apple: {
        clientIds: [],
        teamId: null,
        keyId: null,
        privateKey: null,
        issuer: 'https://appleid.apple.com',
        jwksUrl: 'https://appleid.apple.com/auth/keys',
        authorizationUrl: 'https://appleid.apple.com/auth/authorize',
        tokenUrl: 'https://appleid.apple.com/auth/token',
      },
      facebook: {
        appId: null,
        appSecret: null,
        graphUrl: 'https://graph.facebook.com/v24.0',
        authorizationUrl: 'https://www.facebook.com/v24.0/dialog/oauth',
        issuer: 'https://www.facebook.com',
        jwksUrl: 'https://limited.facebook.com/.well-known/oauth/openid/jwks/',
      },
      firebase: {
        projectIds: [],
        issuerBase: 'https://securetoken.google.com',
        jwksUrl: 'https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com',
      },
      standins: { isOn: false },
      throttling: { isOn: true },
      mail: { smtp: null, from: 'Latchkey <no-reply@localhost>' },
      wallet: {
        defaultCurrency: 'CREDIT',
        exchangeRates: [{ from: 'USD', to: 'CREDIT', rate: '200' }],
      },
      compat: { dialects: ['antfly', 'bluebricks', 'bytenite', 'elements', 'tag'] },
      pylon: { identitySecret: null },
      logging: { level: 'info' },
    });
  });

  it('takes an empty string for not set, and ignores variables that are not its own', () => {
    const empty = { PORT: '', DATABASE_URL: '', SECRET_KEY_FILE: '', PORTT: 'x', COMPATT: 'x' };
    expect(loadConfig(empty)).toEqual(loadConfig({}));
  });

  it('reads the environment of the process by default', () => {
    expect(loadConfig().runtime.mode).toBe(process.env['NODE_ENV']);
  });
});

describe('faults between settings', () => {
  it('include a database without a key, even when the database is wrong too', () => {
    const reason =
      '32 random bytes in base64 (openssl rand -base64 32); required because DATABASE_URL is set';
    for (const DATABASE_URL of ['postgres://db/latchkey', 'nonsense']) {
      expect(faultsOf({ DATABASE_URL }).faults).toContainEqual({ name: 'SECRET_KEY', expected: reason });
    }
  });

  it('are told once: a wrong port does not blame the URL made from it', () => {
    expect(faultsOf({ PORT: 'x' }).faults.map(({ name }) => name)).toEqual(['PORT']);
  });
});

describe('the message of a ConfigError', () => {
  it('lists everything at once, in the order of declaration', () => {
    expect(faultsOf({ DATABASE_URL: 'postgres://db/latchkey', PORT: '70000' }).message).toBe(
      [
        'Latchkey cannot start: 2 settings are wrong.',
        '  PORT: expected a whole number from 0 to 65535',
        '  SECRET_KEY: expected 32 random bytes in base64 (openssl rand -base64 32); required because DATABASE_URL is set',
      ].join('\n'),
    );
    expect(faultsOf({ PORT: 'x' }).message).toMatch(/^Latchkey cannot start: 1 setting is wrong\.\n/);
  });

  it('never holds a value', () => {
    const marker = 'xyzzy 7f3 \u0007';
    // Any text is the path of a folder.
    const names = declaredNames.filter((name) => name !== 'DATA_DIR');
    const environment = Object.fromEntries(names.map((name) => [name, marker.repeat(30)]));
    const { faults, message, stack } = faultsOf(environment);
    expect(faults.map(({ name }) => name)).toEqual(names);
    expect(`${message}${stack}${JSON.stringify(faults)}`).not.toContain('xyzzy');
  });
});

describe('NAME_FILE', () => {
  let folder: string;
  const file = (content: string | Uint8Array) => {
    const path = join(folder, 'xyzzy');
    writeFileSync(path, content);
    return path;
  };

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'latchkey-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    ['no line end', 'correct horse'],
    ['a line end', 'correct horse\n'],
    ['a line end of Windows', 'correct horse\r\n'],
  ])('names a file with %s', (_case, content) => {
    expect(loadConfig({ ADMIN_PASSWORD_FILE: file(content) }).administrator.password).toBe('correct horse');
  });

  it('loses one line end only', () => {
    const { administrator } = loadConfig({ ADMIN_PASSWORD_FILE: file(' two ends\n\n') });
    expect(administrator.password).toBe(' two ends\n');
  });

  it('works for every variable, beside an empty NAME, and counts as set', () => {
    const { faults } = faultsOf({ DATABASE_URL: '', DATABASE_URL_FILE: file('postgres://db/latchkey\n') });
    expect(faults.map(({ name }) => name)).toEqual(['SECRET_KEY']);
    expect(loadConfig({ PORT_FILE: file('8080\n') }).http.port).toBe(8080);
  });

  it.each([
    ['no file', () => '/nonexistent/xyzzy', 'the file named by PORT_FILE cannot be read as text'],
    ['a folder', () => folder, 'the file named by PORT_FILE cannot be read as text'],
    ['bytes', () => file(Uint8Array.of(0x38, 0xff)), 'the file named by PORT_FILE cannot be read as text'],
    ['an empty file', () => file('\n'), 'the file named by PORT_FILE is empty'],
  ])('is a fault when it names %s', (_case, path, reason) => {
    const { faults, message } = faultsOf({ PORT_FILE: path() });
    expect(faults).toEqual([{ name: 'PORT', expected: `a whole number from 0 to 65535; ${reason}` }]);
    expect(message).not.toMatch(/xyzzy|latchkey-/);
  });

  it('is a fault beside NAME, whatever they hold', () => {
    expect(faultsOf({ PORT: '80', PORT_FILE: file('80') }).faults).toEqual([
      { name: 'PORT', expected: 'a whole number from 0 to 65535; either PORT or PORT_FILE, not both' },
    ]);
  });
});

describe('a Config', () => {
  it('is frozen to its leaves', () => {
    const config = loadConfig({ CORS_ORIGINS: 'https://a.example', SECRET_KEY: KEY });
    const parts = [config, ...Object.values(config), config.http.corsOrigins, config.keys.secretKeys];
    expect(parts.filter((part) => !Object.isFrozen(part))).toEqual([]);
    expect(() => Object.assign(config.http, { port: 1 })).toThrow(TypeError);
    expect(() => (config.http.corsOrigins as string[]).push('https://b.example')).toThrow(TypeError);
  });

  it('has sections of their own classes, which Nest injects everywhere', async () => {
    @Injectable()
    class Reader {
      constructor(
        readonly http: HttpConfig,
        readonly keys: KeysConfig,
      ) {}
    }
    @Module({ providers: [Reader] })
    class Feature {}
    const config = loadConfig({});
    @Module({ imports: [ConfigModule.forRoot(config), Feature] })
    class App {}

    const app = await NestFactory.createApplicationContext(App, { logger: false });
    expect(config.http).toBeInstanceOf(HttpConfig);
    expect(app.get(Reader, { strict: false }).http).toBe(config.http);
    expect(app.get(Reader, { strict: false }).keys).toBe(config.keys);
    await app.close();
  });
});

describe('the declarations', () => {
  it('name each variable once', () => {
    expect(new Set(declaredNames).size).toBe(declaredNames.length);
  });

  it('stand in .env.example, whose lines change nothing when they are taken as they are', () => {
    const text = readFileSync(resolve(import.meta.dirname, '../../.env.example'), 'utf8');
    const lines = Array.from(text.matchAll(/^#([A-Z_]+)=(.*)$/gm), ([, name, value]) => [name, value]);
    const example = Object.fromEntries(lines) as Record<string, string>;
    expect(Object.keys(example)).toEqual(declaredNames);
    expect(loadConfig(example)).toEqual(loadConfig({}));
  });
});

import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from './config.js';

const KEY = Buffer.from('f3a1c05b9e7d428816d4eb3c02a95f70c8b61f9de4470a2357bd8c19e630f5ab', 'hex');
const OTHER_KEY = Buffer.from('09d2f6fe31bb7a4c95e0837f1c64ad2bfbef5e08d39c71460fa2b7ce9581d34e', 'hex');
const URL_SAFE_KEY = Buffer.concat([Buffer.from([0xfb, 0xef, 0xff]), KEY.subarray(3)]);

describe('loadConfig accepts', () => {
  it.each<[string, string, (config: ReturnType<typeof loadConfig>) => unknown, unknown]>([
    ['NODE_ENV', 'production', ({ runtime }) => runtime.mode, 'production'],
    ['NODE_ENV', 'test', ({ runtime }) => runtime.mode, 'test'],
    ['DATA_DIR', '/var/lib/latchkey/', ({ runtime }) => runtime.dataDir, '/var/lib/latchkey'],
    ['DATA_DIR', 'some/where', ({ runtime }) => runtime.dataDir, resolve('some/where')],
    ['HOST', '0.0.0.0', ({ http }) => http.host, '0.0.0.0'],
    ['HOST', '::', ({ http }) => http.host, '::'],
    ['HOST', 'api_1.internal', ({ http }) => http.host, 'api_1.internal'],
    ['PORT', '0', ({ http }) => http.port, 0],
    ['PORT', '65535', ({ http }) => http.port, 65535],
    ['PUBLIC_URL', 'https://id.example.com', ({ http }) => http.publicUrl, 'https://id.example.com'],
    ['PUBLIC_URL', 'https://ID.example.com:443/a/', ({ http }) => http.publicUrl, 'https://id.example.com/a'],
    ['PUBLIC_URL', 'http://[::1]:8080//', ({ http }) => http.publicUrl, 'http://[::1]:8080'],
    ['CORS_ORIGINS', 'https://a.example', ({ http }) => http.corsOrigins, ['https://a.example']],
    [
      'CORS_ORIGINS',
      'https://A.example:443, http://b.example:8080 ,capacitor://localhost',
      ({ http }) => http.corsOrigins,
      ['https://a.example', 'http://b.example:8080', 'capacitor://localhost'],
    ],
    [
      'TRUSTED_PROXIES',
      '10.0.0.0/8, 192.0.2.1,2001:db8::/32,::1,::ffff:10.0.0.0/104',
      ({ http }) => http.trustedProxies,
      ['10.0.0.0/8', '192.0.2.1', '2001:db8::/32', '::1', '::ffff:10.0.0.0/104'],
    ],
    ['DATABASE_POOL_SIZE', '1', ({ database }) => database.poolSize, 1],
    ['DATABASE_POOL_SIZE', '200', ({ database }) => database.poolSize, 200],
    ['DATABASE_PREPARED', 'off', ({ database }) => database.usesPreparedStatements, false],
    ['DATABASE_PREPARED', 'on', ({ database }) => database.usesPreparedStatements, true],
    ['ADMIN_USERNAME', 'Zoë-1', ({ administrator }) => administrator.username, 'Zoë-1'],
    ['ADMIN_USERNAME', '𝄞'.repeat(64), ({ administrator }) => administrator.username, '𝄞'.repeat(64)],
    ['ADMIN_EMAIL', 'root@localhost', ({ administrator }) => administrator.email, 'root@localhost'],
    [
      'ADMIN_EMAIL',
      "o'neil+x@münchen.example",
      ({ administrator }) => administrator.email,
      "o'neil+x@münchen.example",
    ],
    ['ADMIN_PASSWORD', ' 8 chars', ({ administrator }) => administrator.password, ' 8 chars'],
    ['ADMIN_PASSWORD', '🔑'.repeat(255), ({ administrator }) => administrator.password, '🔑'.repeat(255)],
    ['SECRET_KEY', KEY.toString('base64'), ({ keys }) => keys.secretKeys, [KEY]],
    ['SECRET_KEY', URL_SAFE_KEY.toString('base64'), ({ keys }) => keys.secretKeys, [URL_SAFE_KEY]],
    ['SECRET_KEY', URL_SAFE_KEY.toString('base64url'), ({ keys }) => keys.secretKeys, [URL_SAFE_KEY]],
    [
      'SECRET_KEY',
      `${KEY.toString('base64')},${OTHER_KEY.toString('base64')}`,
      ({ keys }) => keys.secretKeys,
      [KEY, OTHER_KEY],
    ],
    ['SIGN_UP', 'closed', ({ signUp }) => signUp.isOpen, false],
    ['SIGN_UP', 'open', ({ signUp }) => signUp.isOpen, true],
    ['RATE_LIMITS', 'off', ({ throttling }) => throttling.isOn, false],
    ['RATE_LIMITS', 'on', ({ throttling }) => throttling.isOn, true],
    ['LOG_LEVEL', 'trace', ({ logging }) => logging.level, 'trace'],
    ['LOG_LEVEL', 'silent', ({ logging }) => logging.level, 'silent'],
  ])('%s=%s', (name, value, pick, expected) => {
    expect(pick(loadConfig({ [name]: value }))).toEqual(expected);
  });

  it.each([
    'postgres://u:p%40ss@db.example:5432/latchkey?sslmode=require',
    'postgresql://db/latchkey',
    'postgres:///latchkey?host=/run/postgresql',
  ])('DATABASE_URL=%s, with a key', (url) => {
    expect(loadConfig({ DATABASE_URL: url, SECRET_KEY: KEY.toString('base64') }).database.url).toBe(url);
  });
});

describe('the default of PUBLIC_URL', () => {
  it.each([
    ['0.0.0.0', '3000', 'http://localhost:3000'],
    ['::', '8080', 'http://localhost:8080'],
    ['0:0:0:0:0:0:0:0', '8080', 'http://localhost:8080'],
    ['127.0.0.1', '80', 'http://localhost'],
    ['localhost', '3000', 'http://localhost:3000'],
    ['192.0.2.7', '3000', 'http://192.0.2.7:3000'],
    ['2001:db8::7', '3000', 'http://[2001:db8::7]:3000'],
    ['fe80::7%eth0', '3000', 'http://[fe80::7]:3000'],
    ['id.example.com', '3000', 'http://id.example.com:3000'],
  ])('for %s and %s is %s', (HOST, PORT, publicUrl) => {
    expect(loadConfig({ HOST, PORT }).http.publicUrl).toBe(publicUrl);
  });
});

const key = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

const refused: Record<string, string[]> = {
  NODE_ENV: ['prod', 'Production', ' test', 'staging'],
  HOST: ['http://localhost', 'a b', '999.1.1.1', '1', '0x7f.1', 'a:80', '[::1]', '-x'],
  PORT: ['65536', '-1', '1.5', '1e3', '0x10', ' 80', '080', 'eighty', '99999999999999999999'],
  PUBLIC_URL: [
    'id.example.com',
    '/accounts',
    'ftp://example.com',
    'https://example.com?',
    'https://example.com/?a=b',
    'https://example.com/#a',
    'https://user@example.com',
    'https://user:secret@example.com',
    'https:///example.com',
    'https:\\\\example.com',
    'https://exa mple.com',
    'https://example.com:99999',
  ],
  CORS_ORIGINS: [
    '*',
    'null',
    'https://a.example/',
    'https://a.example/path',
    'https://*.a.example',
    'https://u@a.example',
    'a.example',
    'https://',
    'https://a.example,',
    'https://a.example,,https://b.example',
    'https://a.example https://b.example',
  ],
  TRUSTED_PROXIES: [
    'true',
    '*',
    '0.0.0.0/0',
    '::/0',
    '10.1.2.3/0',
    '::/1',
    '::ffff:0:0/96',
    '10.0.0.0/33',
    '2001:db8::/129',
    '10.0.0/8',
    'proxy.example',
    'fe80::1%eth0',
    '10.0.0.1,',
    'loopback',
  ],
  DATABASE_URL: [
    'mysql://db/latchkey',
    'postgres://db',
    'postgres://db/',
    'postgres://db/a/b',
    'db/latchkey',
    'postgres:latchkey',
    'postgres://u:p%zz@db/latchkey',
    'postgres://u:p w@db/latchkey',
    'postgres://u:p/w@db/latchkey',
  ],
  DATABASE_POOL_SIZE: ['0', '201', '-5', 'ten'],
  DATABASE_PREPARED: ['true', 'ON', '1'],
  ADMIN_USERNAME: [
    'a b',
    'a@b',
    'a＠b',
    'a\u0007b',
    'a\u200bb',
    'me',
    'ME',
    'ｍｅ',
    'new',
    '..',
    'x'.repeat(65),
    '01890a5d-ac96-774b-bcce-b302099a8057',
  ],
  ADMIN_EMAIL: [
    'admin',
    'a@b@c',
    'a b@c.example',
    'a,b@c.example',
    '@c.example',
    'a@',
    'a@.example',
    'a@b..c',
  ],
  ADMIN_PASSWORD: ['7 chars', '🔑'.repeat(7), 'x'.repeat(256)],
  SECRET_KEY: [
    'short',
    KEY.subarray(1).toString('base64'),
    Buffer.concat([KEY, KEY.subarray(0, 1)]).toString('base64'),
    KEY.toString('hex'),
    `${KEY.toString('base64')},`,
    `${KEY.toString('base64')},short`,
    `${'A'.repeat(42)}B`, // bits past the last byte
    `${KEY.toString('base64').slice(0, 41)}-+`, // two alphabets
  ],
  SIGN_UP: ['on', 'Open', 'true'],
  RATE_LIMITS: ['false', '0', 'OFF'],
  LOG_LEVEL: ['verbose', 'INFO', '30'],
};

describe('loadConfig refuses', () => {
  const cases = Object.entries(refused).flatMap(([name, values]) => values.map((value) => [name, value]));

  it.each(cases)('%s=%s', (name, value) => {
    const environment = { SECRET_KEY: KEY.toString('base64'), [name]: value };
    const faults = [{ name, expected: expect.any(String) as string }];
    expect(() => loadConfig(environment)).toThrow(expect.objectContaining({ faults }));
  });

  it.each([
    ['zeros', key(new Uint8Array(32))],
    ['one byte repeated', key(new Uint8Array(32).fill(0xa7))],
    ['bytes counting up', key(Uint8Array.from({ length: 32 }, (_, at) => at))],
    ['bytes counting down', key(Uint8Array.from({ length: 32 }, (_, at) => 255 - at))],
    ['a pattern', key(Uint8Array.from({ length: 32 }, (_, at) => [0xde, 0xad, 0xbe, 0xef][at % 4]))],
    ['text', key(Buffer.from('changeme'.repeat(4)))],
    ['a line of text', key(Buffer.from('a sentence of thirty-one signs.\n'))],
    ['a hexadecimal key taken for bytes', key(Buffer.from(KEY.toString('hex').slice(0, 32)))],
    ['an example after a good key', `${KEY.toString('base64')},${key(new Uint8Array(32))}`],
  ])('%s as SECRET_KEY', (_case, value) => {
    const refusal = /^ {2}SECRET_KEY: .*; example values, .* are refused$/m;
    expect(() => loadConfig({ SECRET_KEY: value })).toThrow(refusal);
  });
});

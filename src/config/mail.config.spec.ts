import { describe, expect, it } from 'vitest';
import { ConfigError, loadConfig } from './config.js';

describe('SMTP_URL', () => {
  it.each([
    [
      'smtp://mail.example.com',
      { host: 'mail.example.com', port: 587, isSecure: false, user: null, password: '' },
    ],
    [
      'smtps://mail.example.com',
      { host: 'mail.example.com', port: 465, isSecure: true, user: null, password: '' },
    ],
    [
      'smtp://ada%40example.com:p%3Ass@127.0.0.1:2525/',
      { host: '127.0.0.1', port: 2525, isSecure: false, user: 'ada@example.com', password: 'p:ss' },
    ],
    ['smtp://[::1]:25', { host: '::1', port: 25, isSecure: false, user: null, password: '' }],
  ])('%s is read', (text, server) => {
    expect(loadConfig({ SMTP_URL: text }).mail.smtp).toEqual(server);
  });

  it.each([
    'mail.example.com',
    'http://mail.example.com',
    'smtp://',
    'smtp://host?tls.rejectUnauthorized=false',
    'smtp://a:%zz@host',
  ])('%s is refused', (text) => {
    expect(() => loadConfig({ SMTP_URL: text })).toThrow(ConfigError);
  });
});

describe('MAIL_FROM', () => {
  it('comes from the public URL unless it is set', () => {
    expect(loadConfig({ PUBLIC_URL: 'https://accounts.example.com' }).mail.from).toBe(
      'Latchkey <no-reply@accounts.example.com>',
    );
    expect(loadConfig({ PUBLIC_URL: 'http://127.0.0.1:3000' }).mail.from).toBe(
      'Latchkey <no-reply@localhost>',
    );
    expect(loadConfig({ MAIL_FROM: 'Accounts <a@example.com>' }).mail.from).toBe('Accounts <a@example.com>');
  });

  it.each(['nobody', 'Name <nobody>', 'a@example.com, b@example.com'])('%s is refused', (text) => {
    expect(() => loadConfig({ MAIL_FROM: text })).toThrow(ConfigError);
  });
});

import { describe, expect, it } from 'vitest';
import { emailKey, usernameKey } from './normal-form.js';

describe('e-mail addresses', () => {
  it.each([
    [' Ada@Example.COM ', 'ada@example.com'],
    ['ada+tag@example.com', 'ada+tag@example.com'],
    ['a.d.a@example.com', 'a.d.a@example.com'],
    ['ada@bücher.example', 'ada@xn--bcher-kva.example'],
    ['ａｄａ@example.com', 'ada@example.com'],
    ['admin@localhost.invalid', 'admin@localhost.invalid'],
    ['root@localhost', 'root@localhost'],
  ])('%j is compared as %j', (typed, key) => {
    expect(emailKey(typed)).toBe(key);
  });

  it.each([
    '',
    '@',
    'ada',
    'ada@',
    '@example.com',
    'a@b@c',
    'a b@example.com',
    'a,b@example.com',
    'a\u0000@example.com',
    'ada@exa mple.com',
    'ada@.com',
    'ada@example..com',
    'ada@-example.com',
    `${'a'.repeat(65)}@example.com`,
    `ada@${'a'.repeat(64)}.com`,
    `ada@${'a.'.repeat(130)}com`,
    'ada＠@example.com',
  ])('%j is refused', (typed) => {
    expect(emailKey(typed)).toBeNull();
  });
});

describe('user names', () => {
  it.each([
    ['Ada', 'ada'],
    ['STRASSE', 'strasse'],
    ['straße', 'strasse'],
    ['Ａｄａ', 'ada'],
    ['ΣΊΣΥΦΟΣ', 'σίσυφοσ'],
    ['σίσυφος', 'σίσυφοσ'],
    ['a'.repeat(64), 'a'.repeat(64)],
  ])('%j is compared as %j', (typed, key) => {
    expect(usernameKey(typed)).toBe(key);
  });

  it.each([
    '',
    'me',
    'ME',
    'new',
    '.',
    '..',
    'a b',
    'a\tb',
    'ada@example.com',
    'a'.repeat(65),
    'a|b',
    '0190b5a6-7c1e-7000-8000-000000000000',
    '507f1f77bcf86cd799439011',
    'rol_abCdeFghIjklMnmP',
    'a\u00a0b',
    'a\u0085b',
  ])('%j is refused', (typed) => {
    expect(usernameKey(typed)).toBeNull();
  });
});

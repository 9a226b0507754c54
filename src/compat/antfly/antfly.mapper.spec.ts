import { describe, expect, it } from 'vitest';
import { ADMIN_ROLE_ID, USER_ROLE_ID } from '../../core/roles/built-in-roles.js';
import {
  accessOf,
  newKeyOf,
  newUserOf,
  passwordHashOf,
  permissionsOf,
  referenceOf,
  usernameOf,
} from './antfly.mapper.js';

const policy = (resource: string, resource_type: string, type: string) => ({ resource, resource_type, type });
const grant = (resource: string, resourceType: string, type: string) => ({ resource, resourceType, type });
const EVERYTHING = ['read', 'write', 'admin'].map((type) => policy('*', '*', type));

describe('permissions', () => {
  it('are role admin and the grants that Antfly has words for, each once', () => {
    const grants = [
      grant('a', 'table', 'read'),
      grant('*', '*', 'write'),
      grant('a', 'document', 'read'),
      grant('a', 'table', 'publish'),
      grant('b', '*', 'admin'),
    ];
    expect(permissionsOf({ roleIds: [ADMIN_ROLE_ID], grants })).toEqual([
      ...EVERYTHING,
      policy('a', 'table', 'read'),
      policy('b', '*', 'admin'),
    ]);
    expect(permissionsOf({ roleIds: [USER_ROLE_ID], grants: [] })).toEqual([]);
  });

  it('of five thousand grants are told in no time', () => {
    const grants = Array.from({ length: 5_000 }, (_, index) => grant(`t${index}`, 'table', 'read'));
    const began = performance.now();
    expect(permissionsOf({ roleIds: [], grants })).toHaveLength(5_000);
    expect(performance.now() - began).toBeLessThan(50);
  });

  it('to administer everything are a role, everything else is a grant', () => {
    expect(accessOf(policy('*', '*', 'admin'))).toEqual({ roleId: ADMIN_ROLE_ID });
    expect(accessOf(policy('*', '*', 'read'))).toEqual(grant('*', '*', 'read'));
    expect(accessOf(policy('*', 'user', 'admin'))).toEqual(grant('*', 'user', 'admin'));
  });
});

describe('a new user', () => {
  it('has role user, and whatever the policies say once', () => {
    const initial_policies = [...EVERYTHING, policy('a', 'table', 'read'), policy('a', 'table', 'read')];
    expect(newUserOf('ada', { password: 'secret', initial_policies })).toEqual({
      username: 'ada',
      password: 'secret',
      roles: [USER_ROLE_ID, ADMIN_ROLE_ID],
      grants: [grant('*', '*', 'read'), grant('*', '*', 'write'), grant('a', 'table', 'read')],
    });
  });
});

describe('a new key', () => {
  it('without permissions is not limited', () => {
    expect(newKeyOf({ name: 'k' }, 0)).toEqual({ name: 'k', permissions: null, grants: null });
  });

  it('with permissions has those and may ask whose it is', () => {
    const input = newKeyOf({ name: 'k', expires_in: '1h', permissions: [policy('a', 'table', 'read')] }, 0);
    expect(input).toEqual({
      name: 'k',
      permissions: ['read:self'],
      grants: [grant('a', 'table', 'read')],
      expiresAt: new Date(3_600_000),
    });
  });

  it('with none of them opens nothing', () => {
    expect(newKeyOf({ name: 'k', permissions: [] }, 0).grants).toEqual([]);
  });
});

describe('names', () => {
  it.each([
    ['ada', { username: 'ada' }],
    ['Ada@Example.com', { email: 'ada@example.com' }],
    ['me', null],
    ['019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a79', null],
  ])('%s finds %j', (name, reference) => {
    expect(referenceOf(name)).toEqual(reference);
  });

  it('are the user name, or the address', () => {
    expect(usernameOf({ username: 'ada', email: 'a@example.com' })).toBe('ada');
    expect(usernameOf({ username: null, email: 'a@example.com' })).toBe('a@example.com');
  });
});

it('the hash of a password has the look of one', () => {
  const text = Buffer.from(passwordHashOf(Buffer.alloc(48, 1)), 'base64').toString();
  expect(text).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  expect(passwordHashOf(null)).toBe('');
});

import { describe, expect, it } from 'vitest';
import type { Mount } from './mount.js';
import { MountTable } from './mount-table.js';
import { renderProblem } from './problem-details.js';

const mount = (prefix: string): Mount => ({
  prefix,
  credentials: [],
  acceptsForms: false,
  renderError: renderProblem,
});

describe('the mount of a path', () => {
  const table = new MountTable(
    ['', '/v1', '/v1/auth', '/api/v1/user', '/api/v1/users', '/user', '/oauth', '/oauth/v2'].map(mount),
  );

  it.each([
    ['/', ''],
    ['', ''],
    ['*', ''],
    ['/v1', '/v1'],
    ['/v1/', '/v1'],
    ['/v1?a=/v1/auth', '/v1'],
    ['/v1#a', '/v1'],
    ['/v1/users', '/v1'],
    ['/v1/auth', '/v1/auth'],
    ['/v1/auth/login?x=%ff', '/v1/auth'],
    ['/v1/authority', '/v1'],
    ['/v10/users', ''],
    ['/V1/users', ''],
    ['//v1/users', ''],
    ['/x/v1/users', ''],
    ['/api/v1/user', '/api/v1/user'],
    ['/api/v1/user/1', '/api/v1/user'],
    ['/api/v1/users', '/api/v1/users'],
    ['/api/v1/users/1', '/api/v1/users'],
    ['/api/v1/userss', ''],
    ['/api/v1', ''],
    ['/oauth/token', '/oauth'],
    ['/oauth/v2/token', '/oauth/v2'],
    ['/oauth/v2x/token', '/oauth'],
    ['/%76%31/users', '/v1'],
    ['/v1/%61uth/login', '/v1/auth'],
    ['/v1/%61uth/login?x=1', '/v1/auth'],
    ['/v1/%zz', '/v1'],
    ['/%76%31/%ff', '/v1'],
    ['/v1%2Fusers', ''],
    ['/v1%2fauth/login', ''],
    ['/api%2Fv1/users', ''],
    ['/%2576%31/users', ''],
    ['/v1%3Fa', ''],
    ['/v1?x=%zz', '/v1'],
    ['http://localhost/v1/users', '/v1'],
    ['HTTPS://localhost:3000/v1/%61uth', '/v1/auth'],
    ['http://localhost', ''],
    ['http://localhost?/v1', ''],
  ])('of %s is %j', (target, prefix) => {
    expect(table.find(target).prefix).toBe(prefix);
  });

  it.each([
    [['', '/v1', '/v1'], "'/v1'"],
    [['', '/v1', ''], "''"],
    [['/v1'], "prefix ''"],
    [['', 'v1'], 'v1 is not'],
    [['', '/v1/'], '/v1/ is not'],
    [['', '/'], '/ is not'],
    [['', '//v1'], '//v1 is not'],
    [['', '/v%31'], '/v%31 is not'],
  ])('cannot be told among %j', (prefixes, reason) => {
    expect(() => new MountTable(prefixes.map(mount))).toThrow(reason);
  });
});

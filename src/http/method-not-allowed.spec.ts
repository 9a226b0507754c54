import { describe, expect, it } from 'vitest';
import { RouteTable } from './method-not-allowed.js';

const table = new RouteTable(20);
table.add({ method: ['POST'], url: '/v1/users' });
table.add({ method: 'GET', url: '/v1/users' });
table.add({ method: 'HEAD', url: '/v1/users' });
table.add({ method: 'GET', url: '/v1/users/:id' });
table.add({ method: 'HEAD', url: '/v1/users/:id' });
table.add({ method: 'PATCH', url: '/v1/users/:id' });
table.add({ method: 'GET', url: '/v1/users/me' });
table.add({ method: 'GET', url: '/docs/*' });
table.add({ method: 'OPTIONS', url: '*' });

describe('a request without a route', () => {
  it.each([
    ['PUT', '/v1/users', ['GET', 'HEAD', 'POST']],
    ['PUT', '/v1/users?x=%zz', ['GET', 'HEAD', 'POST']],
    ['PUT', '/%761/users', ['GET', 'HEAD', 'POST']],
    ['PUT', 'http://localhost/v1/users', ['GET', 'HEAD', 'POST']],
    ['DELETE', '/v1/users/7', ['GET', 'HEAD', 'PATCH']],
    ['DELETE', '/v1/users/me', ['GET', 'HEAD', 'PATCH']],
    ['POST', '/docs/a/b', ['GET']],
    ['OPTIONS', '/v1/users', ['GET', 'HEAD', 'POST']],
    ['FOO', '/v1/users', ['GET', 'HEAD', 'POST']],
  ])('%s %s has a path of other methods', (method, url, allow) => {
    expect(table.unmatched({ method, url })).toMatchObject({ kind: 'method_not_allowed', allow });
  });

  it.each([
    ['GET', '/v1/nothing'],
    ['PUT', '/v1/users/'],
    ['PUT', '/v1/users/7/more'],
    ['PUT', '/V1/users'],
    ['PUT', '/v1%2Fusers'],
    ['PUT', '/v1/%zz'],
    ['PUT', `/v1/users/${'x'.repeat(21)}`],
    ['PUT', '*v1/users'],
    ['PUT', '*'],
    ['CONNECT', 'localhost:80'],
    ['GET', '/v1/users'],
  ])('%s %s has a path that is not there', (method, url) => {
    expect(table.unmatched({ method, url })).toMatchObject({ kind: 'not_found', allow: undefined });
  });
});

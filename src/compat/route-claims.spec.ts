import { describe, expect, it } from 'vitest';
import type { Face, Mount } from '../http/mount.js';
import { MountTable } from '../http/mount-table.js';
import { renderProblem } from '../http/problem-details.js';
import type { ControllerRoute } from '../http/routes-of-controllers.js';
import { assertRoutesFit } from './route-claims.js';

class Chess {}
class Core {}

const face: Face = {
  name: 'chess',
  title: 'Chess',
  introduction: '',
  tags: {},
  errorSchemas: {},
  errorSchemaOf: () => '',
  securitySchemes: {},
};
const mount = (prefix: string, more: Partial<Mount> = {}): Mount => ({
  prefix,
  credentials: [],
  acceptsForms: false,
  renderError: renderProblem,
  ...more,
});
const chess = { module: Chess, mounts: [mount('/v1/chess', { face })] };
const table = new MountTable([mount(''), mount('/v1'), ...chess.mounts]);
const route = (claim: string, module: unknown, name = 'C.read'): ControllerRoute => {
  const [method = '', path = ''] = claim.split(' ');
  return { method, path, name, module, handler: {} };
};

describe('the routes of an application', () => {
  it('fit when each lies on a mount of its own face', () => {
    const routes = [
      route('GET /v1/chess/:id', Chess),
      route('PUT /v1/chess/:id', Chess),
      route('GET /v1/chessboards/:id', Core),
      route('GET /', Core),
    ];
    expect(() => assertRoutesFit(routes, table, [chess])).not.toThrow();
  });

  it.each([
    [
      [route('GET /v1/a/:x', Core, 'One.read'), route('GET /v1/a/:y', Core, 'Other.find')],
      'One.read and Other.find both claim GET /v1/a/:y',
    ],
    [[route('GET /v1/chess', Core, 'Users.list')], 'Users.list (GET /v1/chess) lies on a mount of Chess'],
    [
      [route('GET /v1/games', Chess, 'Games.list')],
      'Games.list (GET /v1/games) lies on a mount of our own API',
    ],
  ])('do not fit: %#', (routes, reason) => {
    expect(() => assertRoutesFit(routes, table, [chess])).toThrow(reason);
  });
});

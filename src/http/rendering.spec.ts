import { describe, expect, it } from 'vitest';
import type { Failure, Mount } from './mount.js';
import { renderFailure } from './rendering.js';

const FAILURE: Failure = {
  kind: 'conflict',
  code: 'things.taken',
  message: 'Taken.',
  requestId: 'r-1',
  fields: [],
  details: {},
};

const mount = (body: () => unknown): Mount => ({
  prefix: '',
  credentials: [],
  acceptsForms: false,
  renderError: () => ({ status: 418, contentType: 'application/x-tea', headers: { A: 'b' }, body: body() }),
});

describe('rendering', () => {
  it('turns what the mount makes of a failure into bytes', () => {
    const rendered = renderFailure(
      mount(() => ({ tea: true })),
      FAILURE,
      () => undefined,
    );
    expect(rendered).toEqual({
      status: 418,
      headers: { A: 'b', 'content-type': 'application/x-tea' },
      body: Buffer.from('{"tea":true}'),
    });
    expect(
      renderFailure(
        mount(() => undefined),
        FAILURE,
        () => undefined,
      ).body,
    ).toHaveLength(0);
  });

  it.each([
    ['throws', () => JSON.parse('{') as unknown],
    ['cannot be written as JSON', () => ({ amount: 1n })],
  ])('answers for a renderer that %s', (_name, body) => {
    const bugs: unknown[] = [];
    const rendered = renderFailure(mount(body), FAILURE, (bug) => bugs.push(bug));
    expect(rendered.status).toBe(500);
    expect(JSON.parse(rendered.body.toString())).toMatchObject({ code: 'internal_error', requestId: 'r-1' });
    expect(bugs).toHaveLength(1);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Lifecycle } from '../../src/operations/lifecycle.js';
import { RequestLimiter } from '../../src/throttling/request-limiter.js';
import type { DescribedOperation } from './api-description.js';
import { firstExample } from '../../src/docs/document/examples.js';
import { Contract, type ContractRequest, promisesOf } from './contract.js';
import { drivers, NOT_DRIVEN } from './drivers/registry.js';
import { NOBODY, World } from './world.js';

let contract: Contract;
let world: World;
beforeAll(async () => {
  contract = await Contract.start();
  world = new World(contract);
});
afterAll(() => contract.api.close());

/** The request of the document's own examples. */
function exampleRequest({ operation }: DescribedOperation): ContractRequest {
  const parameters = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
  const path = parameters.map((one): [string, string] => [
    one.name,
    String(firstExample(one, (schema) => schema)),
  ]);
  const media = operation.requestBody?.content['application/json'];
  return {
    path: Object.fromEntries(path),
    body: media === undefined ? undefined : firstExample(media, (schema) => schema),
  };
}

async function forEach(
  which: (operation: DescribedOperation) => boolean,
  act: (operation: DescribedOperation, request: ContractRequest) => Promise<void>,
): Promise<void> {
  const chosen = contract.operations.filter(which);
  expect(chosen.length).toBeGreaterThan(0);
  for (const described of chosen) {
    await act(described, exampleRequest(described));
  }
}

const isClosed = ({ operation }: DescribedOperation) => operation['x-access'] !== 'public';
const isOAuth = ({ path }: { path: string }) => path.startsWith('/oauth/');
const isOpenToTokens = ({ operation }: DescribedOperation) =>
  operation.security!.some((scheme) => 'accessToken' in scheme);
const isCounted = ({ operation }: DescribedOperation) =>
  Object.values(operation.responses['429']?.content ?? {}).some(
    ({ examples = {} }) => 'throttling.too_many_requests' in examples,
  );
const hasBody = ({ operation }: DescribedOperation) => operation.requestBody !== undefined;

describe('what the document says of each operation is what happens', () => {
  it('without a credential and with a bad one', () =>
    forEach(isClosed, async ({ id, path }, request) => {
      const word = (code: string) => (isOAuth({ path }) ? 'invalid_client' : `authentication.${code}`);
      await contract.sender(id)(request, 401, word('credential_missing'));
      await contract.sender(id)({ ...request, as: 'bad' }, 401, word('credential_refused'));
    }));

  it('without the permission', () =>
    forEach(
      ({ operation }) => operation['x-permissions']!.length > 0,
      async ({ id, operation }, request) => {
        const as = (await world.person()).accessToken;
        const path = { ...request.path, userId: NOBODY };
        const answer = await contract.sender(id)(
          { ...request, path, as },
          403,
          'authorization.permission_missing',
        );
        expect(operation['x-permissions']).toContain(answer.body.permission);
      },
    ));

  it('with an API key that is not enough', () =>
    forEach(isClosed, async (described, request) => {
      const { 'x-access': access, security = [] } = described.operation;
      const isOpenToTokens = security.some((scheme) => 'accessToken' in scheme);
      const isClosedToKeys = described.path.startsWith('/v1/') && !security.some((one) => 'apiKey' in one);
      if (!isOpenToTokens || !(isClosedToKeys || access === 'signed-in')) {
        return;
      }
      const as = await world.keyToken([]);
      const word = isClosedToKeys ? 'authorization.api_key_refused' : 'authorization.permission_missing';
      await contract.sender(described.id)(
        { ...request, as },
        403,
        isOAuth(described) ? 'access_denied' : word,
      );
    }));

  it('with a token of an OAuth client, for which nobody signed in', async () => {
    const as = await world.clientToken();
    await forEach(isOpenToTokens, async (described, request) => {
      const word = isOAuth(described) ? 'access_denied' : 'authorization.client_refused';
      await contract.sender(described.id)({ ...request, as }, 403, word);
    });
  });

  it('when the caller sends too many requests', () =>
    contract.onReplica({ RATE_LIMITS: 'on' }, async (limited) => {
      const { id: userId, accessToken: as } = await world.person();
      const limiter = limited.api.app.get(RequestLimiter);
      for (let left = 0; left >= 0; left = limiter.count(userId).remaining);
      await forEach(isCounted, async (described, request) => {
        const answer = await limited.request(described, { ...request, as });
        limited.check(described, answer);
        expect(answer.status, described.id).toBe(429);
      });
    }));

  it('with a body that cannot be read', () =>
    forEach(hasBody, async (described, request) => {
      const as = isClosed(described) ? (await world.administrator()).accessToken : undefined;
      const send = contract.sender(described.id);
      const json = { 'content-type': 'application/json' };
      const malformed = isOAuth(described) ? 'invalid_request' : undefined;
      await send({ ...request, as, body: '{', headers: json }, 400, malformed ?? 'body.not_json');
      await send({ ...request, as, body: '[]', headers: json }, 400, malformed ?? 'request.invalid');
      await send(
        { ...request, as, body: 'x', headers: { 'content-type': 'text/plain' } },
        415,
        malformed ?? 'request.unsupported_media_type',
      );
      await send(
        { ...request, as, body: { long: 'x'.repeat(70_000) } },
        413,
        malformed ?? 'request.payload_too_large',
      );
    }));

  it('with a path that no row can have', () =>
    forEach(
      ({ path }) => path.includes('{'),
      async ({ id }, request) => {
        const as = (await world.administrator()).accessToken;
        const path = Object.fromEntries(Object.keys(request.path!).map((name) => [name, '\u0000']));
        await contract.sender(id)({ ...request, as, path }, 400, 'path.bad_character');
      },
    ));

  it.each(Object.keys(drivers))('%s', async (id) => {
    await drivers[id](contract.sender(id), world);
  });

  it('while the service is not ready', () =>
    contract.onReplica({}, async (unready) => {
      unready.api.app.get(Lifecycle).beginStopping();
      await forEach(
        ({ operation }) => '503' in operation.responses,
        async (described, request) => {
          const answer = await unready.request(described, request);
          unready.check(described, answer);
          expect(answer.status, described.id).toBe(503);
        },
      );
    }));

  it('and nothing that it says is left undriven', () => {
    const missing = contract.operations.flatMap((described) => {
      const seen = contract.seen.get(described.id) ?? new Set();
      return promisesOf(described)
        .filter((promise) => !seen.has(promise))
        .filter(
          (promise) =>
            !NOT_DRIVEN.some(
              ({ outcome, operations }) => outcome.test(promise) && operations?.test(described.id) !== false,
            ),
        )
        .map((promise) => `${described.id} never answered ${promise}`);
    });
    expect(missing, 'Drive these in test/contract/drivers, or take them out of the document.').toEqual([]);
    const undriven = contract.operations.filter(({ id }) => !(id in drivers)).map(({ id }) => id);
    expect(undriven, 'These operations have no driver in test/contract/drivers.').toEqual([]);
  });
});

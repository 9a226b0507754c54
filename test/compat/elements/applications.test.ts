import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../../support/create-test-app.js';
import type { HttpClient } from '../../support/http-client.js';
import { ok } from '../../support/people.js';
import { faultOf, ID, type Player, REST, signUpPlayer, superuser, uniquePlayerName } from './support.js';

const APPLICATION = `${REST}/application`;

let api: TestApp;
let root: HttpClient;
let ada: Player;

beforeAll(async () => {
  api = await createTestApp();
  root = await superuser(api);
  ada = await signUpPlayer(api);
});
afterAll(() => api.close());

const uniqueGame = () => `game_${uniquePlayerName()}`;
async function newGame(): Promise<{ id: string; name: string }> {
  return ok(await root.post(APPLICATION, { name: uniqueGame() })).body as { id: string; name: string };
}

describe('applications', () => {
  it('are made, read, changed, listed and deleted by superusers', async () => {
    const name = uniqueGame();
    const { status, body } = await root.post(APPLICATION, {
      name,
      description: 'A game',
      attributes: { a: 1 },
    });
    expect(status).toBe(200);
    expect(body).toEqual({
      id: expect.stringMatching(ID),
      name,
      description: 'A game',
      scriptRepoUrl: null,
      httpDocumentationUrl: null,
      httpDocumentationUiUrl: null,
      httpTunnelEndpointUrl: null,
      attributes: null,
      applicationConfiguration: null,
    });
    const renamed = uniqueGame();
    for (const nameOrId of [body.id, name]) {
      expect(ok(await root.get(`${APPLICATION}/${nameOrId}`)).body).toEqual(body);
    }
    const changed = ok(await root.put(`${APPLICATION}/${name}`, { name: renamed })).body;
    expect(changed).toMatchObject({ id: body.id, name: renamed, description: null });
    const page = ok(await root.get(`${APPLICATION}?count=100`)).body;
    expect(page).toMatchObject({ offset: 0, approximation: false, total: page.objects.length });
    expect(page.objects).toContainEqual(changed);
    expect(ok(await root.get(`${APPLICATION}?offset=${page.total}`)).body.objects).toEqual([]);
    const gone = await root.delete(`${APPLICATION}/${body.id}`);
    expect([gone.status, gone.body]).toEqual([204, '']);
    expect(faultOf(await root.get(`${APPLICATION}/${renamed}`))).toEqual([404, 'NOT_FOUND']);
  });

  it('are shown to anybody one by one, and that is all', async () => {
    const { id, name } = await newGame();
    for (const http of [api.http, ada.http]) {
      expect(ok(await http.get(`${APPLICATION}/${name}`)).body).toMatchObject({ id, attributes: null });
      for (const answer of [
        await http.get(APPLICATION),
        await http.post(APPLICATION, { name: uniqueGame() }),
        await http.put(`${APPLICATION}/${id}`, { name }),
        await http.delete(`${APPLICATION}/${id}`),
        await http.get(`${APPLICATION}/${id}/configuration/facebook/x`),
        await http.post(`${APPLICATION}/${id}/configuration/google`, { parent: { id }, clientIds: ['a'] }),
      ]) {
        expect(faultOf(answer)).toEqual([403, 'FORBIDDEN']);
      }
    }
  });

  it.each([{}, { name: '_ab' }, { name: 'a b' }, { name: 'a' }, { name: 7 }, { name: null }])(
    'refuse %j',
    async (body) => {
      expect(faultOf(await root.post(APPLICATION, body))).toEqual([400, 'INVALID_DATA']);
    },
  );

  it('have names of their own', async () => {
    const { name } = await newGame();
    expect(faultOf(await root.post(APPLICATION, { name }))).toEqual([409, 'DUPLICATE']);
  });
});

const KINDS = {
  facebook: [
    {
      applicationId: '1234567890',
      applicationSecret: 'secret-of-facebook',
      builtinApplicationPermissions: ['email'],
    },
    { applicationId: '987654321' },
    { applicationSecret: null, builtinApplicationPermissions: [] },
  ],
  firebase: [
    { projectId: 'chess-1234', serviceAccountCredentials: '{\n  "private_key": "secret-of-firebase"\n}' },
    { projectId: 'chess-5678' },
    { serviceAccountCredentials: null },
  ],
  google: [{ clientIds: ['chess-web', 'chess-ios'] }, { clientIds: ['chess-android'] }, {}],
  apple: [{ clientIds: ['com.example.chess'] }, { clientIds: ['com.example.chess2'] }, {}],
} as const;
const identifierOf = (members: object) => {
  const { applicationId, projectId, clientIds } = members as Record<string, never>;
  return applicationId ?? projectId ?? clientIds[0];
};

describe.each(Object.entries(KINDS))('a configuration for %s', (kind, [first, second, hidden]) => {
  const shown = (members: object) =>
    Object.fromEntries(Object.entries({ ...members, ...hidden }).filter(([, value]) => value !== undefined));

  it('is made, read by id and identifier, changed and removed; its secret does not come back', async () => {
    const game = await newGame();
    const path = `${APPLICATION}/${game.name}/configuration/${kind}`;
    const parent = { id: game.id };
    const { status, body } = await root.post(path, { category: kind.toUpperCase(), parent, ...first });
    expect(status).toBe(200);
    expect(body).toEqual({
      id: expect.stringMatching(ID),
      category: kind.toUpperCase(),
      uniqueIdentifier: identifierOf(first),
      parent: expect.objectContaining(game),
      ...shown(first),
    });
    for (const name of [body.id, encodeURIComponent(identifierOf(first))]) {
      expect(ok(await root.get(`${path}/${name}`)).body).toEqual(body);
    }
    expect(faultOf(await root.post(path, { parent, ...first }))).toEqual([409, 'DUPLICATE']);
    const changed = ok(await root.put(`${path}/${body.id}`, { parent: { name: game.name }, ...second })).body;
    expect(changed).toEqual({ ...body, uniqueIdentifier: identifierOf(second), ...shown(second) });
    if (kind === 'facebook') {
      const [{ secrets }] = await api.sql<{ secrets: number }>(
        'SELECT count(secret)::int AS secrets FROM application_providers p JOIN applications a ON a.id = p.application_id WHERE a.name = $1',
        [game.name],
      );
      expect(secrets).toBe(1);
    }
    expect(faultOf(await root.get(`${path}/${encodeURIComponent(identifierOf(first))}`))).toEqual([
      404,
      'NOT_FOUND',
    ]);
    expect((await root.delete(`${path}/${body.id}`)).status).toBe(204);
    expect(faultOf(await root.delete(`${path}/${body.id}`))).toEqual([404, 'NOT_FOUND']);
  });

  it('names its application', async () => {
    const [game, other] = [await newGame(), await newGame()];
    const path = `${APPLICATION}/${game.id}/configuration/${kind}`;
    for (const parent of [{ id: other.id }, { name: other.name }, {}, null, 'x']) {
      expect(faultOf(await root.post(path, { parent, ...first }))).toEqual([400, 'INVALID_DATA']);
    }
    expect(faultOf(await root.post(path, { parent: { id: game.id } }))).toEqual([400, 'INVALID_DATA']);
    const nowhere = `${APPLICATION}/nothing/configuration/${kind}`;
    expect(faultOf(await root.post(nowhere, { parent: { id: game.id }, ...first }))).toEqual([
      404,
      'NOT_FOUND',
    ]);
  });
});

describe('a Facebook configuration', () => {
  it('needs a secret when it is new', async () => {
    const { id } = await newGame();
    const answer = await root.post(`${APPLICATION}/${id}/configuration/facebook`, {
      parent: { id },
      applicationId: '1',
    });
    expect(answer.body.validationFailureMessages).toEqual(['applicationSecret - is needed']);
  });
});

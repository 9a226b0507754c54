import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../../support/create-test-app.js';
import type { HttpClient } from '../../support/http-client.js';
import { ok } from '../../support/people.js';
import { REST, superuser } from './support.js';

const PLAYERS = 12_000;
const players = Array.from({ length: PLAYERS }, (_, index) => ({
  name: `Player${index}${index % 4_000 === 7 ? 'Zürich' : ''}`,
  email: `p${index}${index % 2 === 0 ? '+Even' : ''}@games.test`,
}));

let api: TestApp;
let root: HttpClient;

beforeAll(async () => {
  api = await createTestApp();
  root = await superuser(api);
  // First of all by their ids, so that what is found of them does not depend on who else is there.
  await api.sql(
    `INSERT INTO users (id, username, username_key, email, email_key)
     SELECT ('01000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, name, lower(name), email, lower(email)
       FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS players (name, email, n)`,
    [players.map(({ name }) => name), players.map(({ email }) => email)],
  );
  await api.sql('ANALYZE users');
});
afterAll(() => api.close());

interface Found {
  total: number;
  approximation: boolean;
  objects: { name: string }[];
}

async function find(search: string, offset: number, count: number): Promise<Found> {
  const query = `search=${encodeURIComponent(search)}&offset=${offset}&count=${count}`;
  return ok(await root.get(`${REST}/user?${query}`)).body as Found;
}

/** By the rule itself. */
function matchesOf(search: string): string[] {
  return players
    .filter(({ name, email }) => [name, email].some((one) => one.includes(search)))
    .map(({ name }) => name);
}

describe('searching among many', () => {
  it.each([
    // as rare as they come, and by parts that everybody has
    'Player11999',
    'p500+Even@games',
    'Zürich',
    'üri',
    '7Z',
    'ü',
    '+Even@games.test',
    // up to the number that is counted
    'Player1',
    'r11',
    '+',
    '1',
    '99',
    'en@',
    // nobody, though everybody has every part of it
    'mes.gam',
    'layer@',
    'er.',
    'Q',
    '%_',
    '\\',
    'player',
  ])('finds by %j all who have it, in their order, and counts them', async (search) => {
    const matches = matchesOf(search);
    expect(matches.length).toBeLessThanOrEqual(10_000);
    for (const offset of [0, 7, Math.max(0, matches.length - 3)]) {
      const { total, approximation, objects } = await find(search, offset, 50);
      expect(objects.map(({ name }) => name)).toEqual(matches.slice(offset, offset + 50));
      expect([total, approximation]).toEqual([matches.length, false]);
    }
  });

  it.each(['Player', 'games.test', 'p', '@g', 'r'])('knows about how many have %j', async (search) => {
    const matches = matchesOf(search);
    expect(matches).toHaveLength(PLAYERS);
    for (const offset of [0, 5_000, 10_000]) {
      const { total, approximation, objects } = await find(search, offset, 100);
      expect(objects.map(({ name }) => name)).toEqual(matches.slice(offset, offset + 100));
      expect(approximation).toBe(true);
      expect(total).toBeGreaterThan(0.9 * PLAYERS);
      expect(total).toBeLessThan(1.1 * PLAYERS);
    }
  });

  it('lists everybody alike', async () => {
    const { total, approximation, objects } = await find(' ', 9_990, 20);
    expect(objects.map(({ name }) => name)).toEqual(players.slice(9_990, 10_010).map(({ name }) => name));
    expect([approximation, total > 0.9 * PLAYERS]).toEqual([true, true]);
  });

  it('sees at once who is no longer there, and counts who is left', async () => {
    await api.sql(
      `UPDATE users SET is_suspended = true WHERE username LIKE 'Player%' AND username <> 'Player5000'`,
    );
    expect(await find('games.test', 0, 20)).toMatchObject({
      total: 1,
      approximation: false,
      objects: [{ name: 'Player5000' }],
    });
    expect(await find('Player11999', 0, 20)).toMatchObject({ total: 0, objects: [] });
  });
});

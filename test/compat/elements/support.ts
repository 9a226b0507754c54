import { randomBytes } from 'node:crypto';
import type { TestApp } from '../../support/create-test-app.js';
import { ADMIN } from '../../support/create-test-app.js';
import type { Answer, HttpClient } from '../../support/http-client.js';
import { ok } from '../../support/people.js';

export const REST = '/api/rest';
export const ID = /^[0-9a-f]{24}$/;
export const SECRET = /^[0-9A-F]{64}$/;

/** Somebody who signed in by the secret of a session. */
export interface Player {
  id: string;
  name: string;
  email: string;
  password: string;
  secret: string;
  http: HttpClient;
}

export function uniquePlayerName(): string {
  return `player${randomBytes(5).toString('hex')}x`;
}

/** Signs somebody up and in. */
export async function signUpPlayer(
  { http }: Pick<TestApp, 'http'>,
  members: Record<string, unknown> = {},
): Promise<Player> {
  const password = 'correct-horse-battery';
  const { body } = ok(await http.post(`${REST}/signup`, { password, ...members }));
  const { id, name, email } = body as Record<'id' | 'name' | 'email', string>;
  const secret = await signIn(http, name, (members.password as string | undefined) ?? password);
  return { id, name, email, password, secret, http: http.as(secret) };
}

/** The secret of a new session. */
export async function signIn(http: HttpClient, userId: string, password: string): Promise<string> {
  return ok(await http.post(`${REST}/session`, { userId, password })).body.sessionSecret as string;
}

/** The first administrator, by the secret of a session. */
export async function superuser({ http }: Pick<TestApp, 'http'>): Promise<HttpClient> {
  return http.as(await signIn(http, ADMIN.username, ADMIN.password));
}

/** What an answer says went wrong. */
export function faultOf({ status, body }: Answer): [number, string] {
  return [status, (body as { code: string }).code];
}

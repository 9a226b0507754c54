import { randomBytes } from 'node:crypto';
import { ADMIN_ROLE_ID } from '../../src/core/roles/built-in-roles.js';
import {
  createApplication,
  createClient,
  type TestApplication,
  type TestClient,
} from '../support/applications.js';
import type { Contract, ContractRequest } from './contract.js';
import { ADMIN, type Person, type TestApp } from '../support/create-test-app.js';

/** The people that drivers need. */
export class World {
  readonly api: TestApp;

  constructor(readonly contract: Contract) {
    this.api = contract.api;
  }

  /** Somebody without any permission. */
  person(members?: Record<string, unknown>): Promise<Person> {
    return this.api.signUp(members);
  }

  async administrator(): Promise<Person> {
    const person = await this.person();
    await this.api.admin.post(`/v1/users/${person.id}/roles`, { roles: [ADMIN_ROLE_ID] });
    return person;
  }

  /** Somebody who holds these permissions by a role of their own. */
  async holderOf(...permissions: string[]): Promise<Person> {
    const person = await this.person();
    const roleId = await this.role(...permissions);
    await this.api.admin.post(`/v1/users/${person.id}/roles`, { roles: [roleId] });
    return person;
  }

  async role(...permissions: string[]): Promise<string> {
    const id = `rol_${randomBytes(8).toString('hex')}`;
    await this.api.sql('INSERT INTO roles (id, name, name_key, permissions) VALUES ($1, $1, lower($1), $2)', [
      id,
      permissions,
    ]);
    return id;
  }

  /** An API key of an administrator; without `permissions` it may do everything. */
  async apiKey(permissions?: string[]): Promise<{ prefix: string; key: string }> {
    const { http } = await this.administrator();
    const { body } = await http.post('/v1/api-keys', { name: newName(), permissions });
    return body as { prefix: string; key: string };
  }

  /** A token that was made with an API key of an administrator; without `permissions` the key may do everything. */
  async keyToken(permissions?: string[]): Promise<string> {
    const { prefix, key } = await this.apiKey(permissions);
    const grant = { grant_type: 'client_credentials', client_id: prefix, client_secret: key };
    return (await this.api.http.post('/oauth/token', grant)).body.access_token as string;
  }

  /** A new application, by its id and name. */
  application(): Promise<TestApplication> {
    return createApplication(this.api.admin);
  }

  /** A new OAuth client of a new application. */
  client(...grantTypes: string[]): Promise<TestClient> {
    return createClient(this.api, grantTypes);
  }

  /** A token that an OAuth client got for itself. */
  async clientToken(): Promise<string> {
    const { client_id, client_secret } = await this.client('client_credentials');
    const grant = { grant_type: 'client_credentials', client_id, client_secret };
    return (await this.api.http.post('/oauth/token', grant)).body.access_token as string;
  }

  /** The first administrator, the only one from now on. */
  async lastAdministrator(): Promise<{ id: string; token: string }> {
    const { body } = await this.api.http.post('/v1/sessions', {
      identifier: ADMIN.username,
      password: ADMIN.password,
    });
    await this.api.sql('DELETE FROM user_roles WHERE role_id = $1 AND user_id <> $2', [
      ADMIN_ROLE_ID,
      body.user.id,
    ]);
    return { id: body.user.id, token: body.accessToken };
  }
}

const MOST_ATTEMPTS = 100;

/** Repeats a request until it was made too often. */
export async function exhaust({ contract }: World, id: string, request: ContractRequest): Promise<void> {
  await contract.onReplica({ RATE_LIMITS: 'on' }, async (limited) => {
    const operation = limited.get(id);
    for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
      const answer = await limited.request(operation, request);
      limited.check(operation, answer);
      if (answer.status === 429) {
        return;
      }
    }
    throw new Error(`${id} was done ${MOST_ATTEMPTS} times.`);
  });
}

let names = 0;

/** A name that nobody has. */
export function newName(): string {
  names += 1;
  return `name-${names}-${randomBytes(3).toString('hex')}`;
}

export const NOBODY = '01900000-0000-7000-8000-000000000000';

/** The session id that the document's examples have. */
export function exampleSession(contract: Contract): string {
  const { operation } = contract.get('endSession');
  return String(operation.parameters!.find(({ name }) => name === 'sessionId')!.example);
}

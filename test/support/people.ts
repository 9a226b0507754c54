import { randomBytes } from 'node:crypto';
import type { Answer, HttpClient } from './http-client.js';
import type { Person, TestApp } from './create-test-app.js';

/** Refuses to go on when a step that only prepares a test did not work. */
export function ok(answer: Answer): Answer {
  if (answer.status >= 300) {
    throw new Error(`Answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  }
  return answer;
}

/** A name that no other test uses. */
export function uniqueName(prefix: string): string {
  return `${prefix}-${randomBytes(4).toString('hex')}`;
}

export interface Role {
  id: string;
  name: string;
  permissions: string[];
}

/** A new role, made by an administrator. */
export async function createRole(admin: HttpClient, permissions: string[] = []): Promise<Role> {
  return ok(await admin.post('/v1/roles', { name: uniqueName('role'), permissions })).body as Role;
}

/** Somebody new who holds exactly these permissions, by one role. */
export async function signUpWith(api: TestApp, permissions: string[]): Promise<Person & { roleId: string }> {
  const person = await api.signUp();
  const role = await createRole(api.admin, permissions);
  ok(await api.admin.post(`/v1/users/${person.id}/roles`, { roles: [role.id] }));
  return { ...person, roleId: role.id };
}

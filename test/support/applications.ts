import { generateKeyPairSync } from 'node:crypto';
import type { TestApp } from './create-test-app.js';
import type { HttpClient } from './http-client.js';
import { ok, uniqueName } from './people.js';

export interface TestApplication {
  id: string;
  name: string;
}

/** A new application, made by an administrator. */
export async function createApplication(admin: HttpClient): Promise<TestApplication> {
  return ok(await admin.post('/v1/applications', { name: uniqueName('shop') })).body as TestApplication;
}

/** A private key in PEM, as Apple gives them out unless another curve is asked for. */
export function privateKeyPem(namedCurve = 'P-256'): string {
  return generateKeyPairSync('ec', { namedCurve })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();
}

export interface TestClient {
  application: TestApplication;
  client_id: string;
  client_secret: string;
}

/** A new OAuth client, of a new application unless one is given. */
export async function createClient(
  { admin }: TestApp,
  grantTypes: string[],
  application?: TestApplication,
): Promise<TestClient> {
  const of = application ?? (await createApplication(admin));
  const made = await admin.post(`/v1/applications/${of.id}/clients`, { name: 'Test', grantTypes });
  const { clientId, clientSecret } = ok(made).body as { clientId: string; clientSecret: string };
  return { application: of, client_id: clientId, client_secret: clientSecret };
}

import { generateKeyPairSync } from 'node:crypto';
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

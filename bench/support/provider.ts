import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT, type JWK } from 'jose';

const CLIENT_ID = 'bench';
const KID = 'bench-1';

/** As much of Google as a server needs to accept its tokens: a key, published on loopback. */
export interface BenchProvider {
  environment: Record<string, string>;
  publicKey: JWK;
  /** An ID token for a person, good for an hour; another one each time. */
  idToken(subject: string): Promise<string>;
  stop(): Promise<void>;
}

export async function startProvider(): Promise<BenchProvider> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const jwk: JWK = { ...(publicKey.export({ format: 'jwk' }) as JWK), kid: KID, use: 'sig', alg: 'RS256' };
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [jwk] }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    environment: { GOOGLE_CLIENT_IDS: CLIENT_ID, GOOGLE_ISSUER: issuer, GOOGLE_JWKS_URL: `${issuer}/keys` },
    publicKey: jwk,
    idToken: (subject) =>
      new SignJWT({ email: `${subject}@example.com`, email_verified: true, jti: randomUUID() })
        .setProtectedHeader({ alg: 'RS256', kid: KID })
        .setIssuer(issuer)
        .setAudience(CLIENT_ID)
        .setSubject(subject)
        .setIssuedAt()
        .setExpirationTime('1h')
        .sign(privateKey),
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

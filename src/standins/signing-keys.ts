import { createHmac, generateKeyPair, type JsonWebKey, type KeyObject, randomBytes, sign } from 'node:crypto';
import { promisify } from 'node:util';
import type { Claims, SignatureTrick } from './awkward-tokens.js';

const makeKeyPair = promisify(generateKeyPair);
const MODULUS_BITS = 2_048;
/** The current key and those before it that are still published. */
const PUBLISHED = 2;

interface SigningPair {
  kid: string;
  publicKey: KeyObject;
  privateKey: KeyObject;
}

export interface JwkSet {
  keys: (JsonWebKey & { kid: string })[];
}

/** The RSA keys of one provider, made when they are first needed and known to this process only. */
export class SigningKeys {
  private count = 0;
  private pairs: Promise<SigningPair[]> | null = null;
  private foreign: Promise<SigningPair> | null = null;

  constructor(private readonly name: string) {}

  /** The public keys as providers publish them. */
  async publicKeys(): Promise<JwkSet> {
    const pairs = await this.current();
    const keys = pairs.map(({ kid, publicKey }) => ({
      ...publicKey.export({ format: 'jwk' }),
      kid,
      use: 'sig',
      alg: 'RS256',
    }));
    return { keys };
  }

  /** From now on a new key signs; the one before it stays published, older ones are gone. */
  async rotate(): Promise<void> {
    const before = await this.current();
    const added = await this.make();
    this.pairs = Promise.resolve([added, ...before].slice(0, PUBLISHED));
  }

  /**
   * A compact JWS over the claims, by RS256 and the current key unless a trick says otherwise.
   */
  async sign(claims: Claims, trick?: SignatureTrick): Promise<string> {
    if (trick === 'just-rotated') {
      await this.rotate();
    }
    const [{ kid, publicKey, privateKey }] = await this.current();
    switch (trick) {
      case 'none':
        return `${unsigned({ alg: 'none', typ: 'JWT' }, claims)}.`;
      case 'hmac-with-public-key': {
        const text = unsigned({ alg: 'HS256', kid, typ: 'JWT' }, claims);
        const secret = publicKey.export({ format: 'pem', type: 'spki' });
        return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
      }
      case 'foreign-key':
        return signed({ alg: 'RS256', kid, typ: 'JWT' }, claims, (await this.foreigner()).privateKey);
      case 'unknown-kid':
        return signed(
          { alg: 'RS256', kid: `${kid}-unknown`, typ: 'JWT' },
          claims,
          (await this.foreigner()).privateKey,
        );
      case 'critical-extension':
        return signed({ alg: 'RS256', kid, typ: 'JWT', crit: ['tenant'], tenant: 'any' }, claims, privateKey);
      case 'changed-afterwards': {
        const [header, , signature] = signed({ alg: 'RS256', kid, typ: 'JWT' }, claims, privateKey).split(
          '.',
        );
        return `${header}.${encode({ ...claims, sub: 'somebody-else' })}.${signature}`;
      }
      default:
        return signed({ alg: 'RS256', kid, typ: 'JWT' }, claims, privateKey);
    }
  }

  private current(): Promise<SigningPair[]> {
    this.pairs ??= this.make().then((pair) => [pair]);
    return this.pairs;
  }

  private foreigner(): Promise<SigningPair> {
    this.foreign ??= this.make();
    return this.foreign;
  }

  private async make(): Promise<SigningPair> {
    this.count += 1;
    // Half of it random: a verifier may remember keys of this name from before a restart.
    const kid = `${this.name}-${this.count}-${randomBytes(4).toString('hex')}`;
    return { kid, ...(await makeKeyPair('rsa', { modulusLength: MODULUS_BITS })) };
  }
}

function signed(header: Claims, claims: Claims, key: KeyObject): string {
  const text = unsigned(header, claims);
  return `${text}.${sign('RSA-SHA256', Buffer.from(text), key).toString('base64url')}`;
}

function unsigned(header: Claims, claims: Claims): string {
  return `${encode(header)}.${encode(claims)}`;
}

function encode(value: Claims): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

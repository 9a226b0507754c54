import type { AwkwardToken, Claims } from './awkward-tokens.js';
import type { StandinPerson } from './people.js';
import type { SigningKeys } from './signing-keys.js';

/** Which ID token is wanted. */
export interface TokenWish {
  person: StandinPerson;
  /** The client, or for Firebase the project, that it is for. */
  audience: string;
  nonce?: string;
  awkward?: AwkwardToken;
  /** Claims on top of the provider's own, whatever they say; undefined takes one away. */
  claims?: Claims;
}

export const TOKEN_LIFETIME_SECONDS = 3_600;

export function nowInSeconds(): number {
  return Math.floor(Date.now() / 1_000);
}

/** Signs what a provider says, after it was made as awkward as it is to be. */
export async function signAsWished(keys: SigningKeys, claims: Claims, wish: TokenWish): Promise<string> {
  const { awkward, nonce } = wish;
  const issuedAt = nowInSeconds();
  const all = { iat: issuedAt, exp: issuedAt + TOKEN_LIFETIME_SECONDS, nonce, ...claims };
  return keys.sign({ ...(awkward?.claims?.(all) ?? all), ...wish.claims }, awkward?.signature);
}

/** Of whom the token speaks. */
export function personOf({ person, awkward }: TokenWish): StandinPerson {
  return awkward?.person?.(person) ?? person;
}

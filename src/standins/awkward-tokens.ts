import type { StandinPerson } from './people.js';

export type StandinProvider = 'google' | 'apple' | 'facebook' | 'firebase';

/** How a token is signed other than with the current key of the provider. */
export type SignatureTrick =
  | 'none'
  | 'hmac-with-public-key'
  | 'foreign-key'
  | 'unknown-kid'
  | 'just-rotated'
  | 'changed-afterwards'
  | 'critical-extension';

export type Claims = Record<string, unknown>;

/** A token that a provider should not, or only seldom, give out. */
export interface AwkwardToken {
  name: string;
  /** What is wrong with it, for people. */
  sentence: string;
  /** Whether it opens a session all the same, at least for somebody who has no account yet. */
  isAccepted: boolean;
  /** Whose tokens it is one of; all four unless given. */
  providers?: readonly StandinProvider[];
  /** Changes what the token says. */
  claims?: (claims: Claims) => Claims;
  /** Changes of whom it speaks. */
  person?: (person: StandinPerson) => StandinPerson;
  signature?: SignatureTrick;
  /** Whether it means something in a redirect flow only; a token that is pasted has nobody who asked for a nonce. */
  isOnlyInRedirects?: true;
  /** Changes an access token of Facebook's. */
  access?: 'foreign-app' | 'expired' | 'unknown';
}

const HOUR_SECONDS = 3_600;
const now = (): number => Math.floor(Date.now() / 1_000);
const without =
  (...names: string[]) =>
  (claims: Claims): Claims =>
    Object.fromEntries(Object.entries(claims).filter(([name]) => !names.includes(name)));

const WITH_VERIFIED_FLAG: readonly StandinProvider[] = ['google', 'apple', 'firebase'];

/** What a verifier meets in its life, or from an attacker. */
export const AWKWARD_TOKENS = [
  {
    name: 'wrong-audience',
    sentence: 'It was made for another application.',
    isAccepted: false,
    claims: (claims) => ({ ...claims, aud: 'somebody-elses-app', azp: 'somebody-elses-app' }),
  },
  {
    name: 'several-audiences',
    sentence: 'It is for several applications and does not say which of them asked for it (azp).',
    isAccepted: false,
    claims: (claims) => ({ ...without('azp')(claims), aud: [claims.aud, 'somebody-elses-app'] }),
  },
  {
    name: 'wrong-issuer',
    sentence: 'It says that somebody else issued it.',
    isAccepted: false,
    claims: (claims) => ({ ...claims, iss: 'https://issuer.example.com' }),
  },
  {
    name: 'expired',
    sentence: 'It was good until an hour ago.',
    isAccepted: false,
    claims: (claims) => ({ ...claims, iat: now() - 2 * HOUR_SECONDS, exp: now() - HOUR_SECONDS }),
    access: 'expired',
  },
  {
    name: 'no-expiry',
    sentence: 'It does not say until when it is good.',
    isAccepted: false,
    claims: without('exp'),
  },
  {
    name: 'not-yet-valid',
    sentence: 'It will be good in an hour.',
    isAccepted: false,
    claims: (claims) => ({
      ...claims,
      iat: now() + HOUR_SECONDS,
      nbf: now() + HOUR_SECONDS,
      exp: now() + 2 * HOUR_SECONDS,
    }),
  },
  {
    name: 'no-subject',
    sentence: 'It does not say who it is.',
    isAccepted: false,
    claims: without('sub', 'user_id'),
  },
  {
    name: 'numeric-subject',
    sentence: 'Its subject is a number, where only text identifies somebody.',
    isAccepted: false,
    claims: (claims) => ({ ...claims, sub: 1 }),
  },
  {
    name: 'too-long',
    sentence: 'It is longer than 16 KiB.',
    isAccepted: false,
    claims: (claims) => ({ ...claims, padding: 'x'.repeat(16_384) }),
  },
  {
    name: 'algorithm-none',
    sentence: 'It is not signed, and says so.',
    isAccepted: false,
    signature: 'none',
  },
  {
    name: 'hmac-with-public-key',
    sentence: 'It is signed by HMAC, with the public key of the provider as the secret.',
    isAccepted: false,
    signature: 'hmac-with-public-key',
  },
  {
    name: 'foreign-key',
    sentence: 'It names a key of the provider, but somebody else signed it.',
    isAccepted: false,
    signature: 'foreign-key',
  },
  {
    name: 'unknown-kid',
    sentence: 'It names a key that the provider does not have.',
    isAccepted: false,
    signature: 'unknown-kid',
  },
  {
    name: 'critical-extension',
    sentence: 'Its header insists on an extension that nobody knows.',
    isAccepted: false,
    signature: 'critical-extension',
  },
  {
    name: 'changed-afterwards',
    sentence: 'Its subject was changed after it was signed.',
    isAccepted: false,
    signature: 'changed-afterwards',
  },
  {
    name: 'rotated-key',
    sentence: 'It is signed with a key that the provider has had for a moment only.',
    isAccepted: true,
    signature: 'just-rotated',
  },
  {
    name: 'wrong-nonce',
    sentence: 'It was made for another flow: its nonce is not the one that was asked for.',
    isAccepted: false,
    isOnlyInRedirects: true,
    claims: (claims) => ({ ...claims, nonce: 'of-another-flow' }),
  },
  {
    name: 'unverified-email',
    sentence: 'The provider has not verified the e-mail address.',
    isAccepted: true,
    providers: WITH_VERIFIED_FLAG,
    person: (person) => ({ ...person, emailVerified: false }),
  },
  {
    name: 'no-email',
    sentence: 'There is no e-mail address in it.',
    isAccepted: true,
    person: (person) => ({ ...person, email: null, emailVerified: false }),
  },
  {
    name: 'relay-address',
    sentence: "The address is one of Apple's private relay, which says nothing of the person.",
    isAccepted: true,
    providers: ['apple'],
    claims: (claims) => ({
      ...claims,
      email: `${String(claims.sub).replaceAll('.', '').slice(0, 12)}@privaterelay.appleid.com`,
      email_verified: 'true',
      is_private_email: 'true',
    }),
  },
  {
    name: 'wrong-app',
    sentence: 'The access token was issued to another app, and is good for that one.',
    isAccepted: false,
    providers: ['facebook'],
    access: 'foreign-app',
  },
  {
    name: 'never-issued',
    sentence: 'Nobody issued this access token.',
    isAccepted: false,
    providers: ['facebook'],
    access: 'unknown',
  },
  {
    name: 'anonymous',
    sentence: 'Firebase signed somebody in without asking who it is.',
    isAccepted: false,
    providers: ['firebase'],
    claims: (claims) => ({
      ...without('email', 'email_verified', 'name', 'picture')(claims),
      provider_id: 'anonymous',
      firebase: { identities: {}, sign_in_provider: 'anonymous' },
    }),
  },
  {
    name: 'future-sign-in',
    sentence: 'Firebase says that the person will sign in in an hour (auth_time).',
    isAccepted: false,
    providers: ['firebase'],
    claims: (claims) => ({ ...claims, auth_time: now() + HOUR_SECONDS }),
  },
] as const satisfies readonly AwkwardToken[];

export type AwkwardName = (typeof AWKWARD_TOKENS)[number]['name'];

/** What is handed to Latchkey. */
export type CredentialKind = 'identityToken' | 'accessToken' | 'code';

/** Which credentials a provider gives out. */
export const CREDENTIALS: Readonly<Record<StandinProvider, readonly CredentialKind[]>> = {
  google: ['identityToken', 'code'],
  apple: ['identityToken', 'code'],
  facebook: ['identityToken', 'accessToken'],
  firebase: ['identityToken'],
};

/** The awkward ones of a provider's credentials of a kind, as they can be pasted. */
export function awkwardTokensOf(
  provider: StandinProvider,
  credential: CredentialKind,
): readonly AwkwardToken[] {
  return awkwardInRedirects(provider).filter(
    ({ isOnlyInRedirects, claims, signature, person, access }) =>
      !isOnlyInRedirects &&
      (person !== undefined ||
        (credential === 'accessToken' ? access !== undefined : (claims ?? signature) !== undefined)),
  );
}

/** What may be awkward about the answer to a redirect flow. */
export function awkwardInRedirects(provider: StandinProvider): readonly AwkwardToken[] {
  const all: readonly AwkwardToken[] = AWKWARD_TOKENS;
  return all.filter(({ providers = [provider] }) => providers.includes(provider));
}

/** Undefined for a name that is none. */
export function findAwkwardToken(name: string): AwkwardToken | undefined {
  return AWKWARD_TOKENS.find((one) => one.name === name);
}

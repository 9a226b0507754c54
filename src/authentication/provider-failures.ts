import type { DocumentedFailure } from '../http/fails.decorator.js';
import type { ProviderProof } from './providers/external-profile.js';

const CODE_FAILURES: readonly DocumentedFailure[] = [
  {
    status: 400,
    code: 'sessions.redirect_uri_refused',
    when: 'The redirect URI is neither our own nor in `RETURN_URLS`.',
    field: 'redirectUri',
  },
  { status: 422, code: 'sessions.codes_off', when: 'No secret is set to exchange codes with.' },
];

const CONFLICTS: readonly DocumentedFailure[] = [
  {
    status: 409,
    code: 'sessions.email_in_use',
    when: 'An account has the address, and nothing proves that it is the same person’s.',
    details: { nextStep: 'sign_in_and_link' },
  },
  {
    status: 409,
    code: 'identities.taken',
    when: 'Linking an identity that opens another account.',
    details: { nextStep: 'remove_from_other_account' },
  },
  {
    status: 409,
    code: 'identities.second_of_provider',
    when: 'The account has another identity of this provider.',
    details: { nextStep: 'remove_other_identity' },
  },
];

/**
 * What sign-in by a provider refuses, for the API document.
 * @param members what can be a proof there
 */
export function providerFailures(...members: (keyof ProviderProof)[]): DocumentedFailure[] {
  const has = (member: keyof ProviderProof) => members.includes(member);
  return [
    { status: 400, code: 'sessions.token_malformed', when: 'It is no JWT.', field: 'identityToken' },
    ...(members.length > 1 ? [ambiguous(members)] : []),
    ...(has('code') ? CODE_FAILURES : []),
    {
      status: 401,
      code: 'sessions.token_refused',
      when: 'The token or code was refused, or who it is may not sign in. Administrators are told the `reason`.',
    },
    { status: 401, code: 'authentication.credential_missing', when: 'Linking without being signed in.' },
    { status: 403, code: 'sign_up.closed', when: 'Only administrators create accounts here.' },
    { status: 403, code: 'authorization.api_key_refused', when: 'Linking with an API key.' },
    {
      status: 403,
      code: 'authentication.sign_in_too_old',
      when: 'Linking more than five minutes after the sign-in.',
      details: { maxAgeSeconds: 300 },
    },
    ...CONFLICTS,
    { status: 404, code: 'applications.not_found', when: 'There is no such application.' },
    { status: 422, code: 'sessions.provider_off', when: 'The provider has no client here.' },
    {
      status: 429,
      code: 'throttling.too_many_attempts',
      when: 'There were too many attempts from here.',
    },
    { status: 503, code: 'sessions.provider_unavailable', when: 'The provider does not answer.' },
  ];
}

function ambiguous(members: readonly string[]): DocumentedFailure {
  return {
    status: 400,
    code: 'sessions.proof_ambiguous',
    when: `There is none or more than one of ${members.join(' and ')}.`,
    field: members[0],
  };
}

import { DomainError, InvalidRequestError, UnavailableError } from '../../common/errors.js';

/** Why a proof was refused; shown to administrators, and written into the audit trail. */
export type RefusalReason =
  | 'algorithm'
  | 'key_unknown'
  | 'signature'
  | 'issuer'
  | 'audience'
  | 'expired'
  | 'not_yet_valid'
  | 'subject'
  | 'claims'
  | 'nonce'
  | 'replayed'
  | 'anonymous'
  | 'code_refused'
  | 'client_refused'
  | 'access_token'
  | 'app'
  | 'account_refused';

/** What a provider's proof was refused for is told to administrators only; everybody else gets one answer. */
export class TokenRefusedError extends DomainError {
  /** @param isReasonShown whether the caller is an administrator */
  constructor(
    readonly reason: RefusalReason,
    isReasonShown = false,
  ) {
    super('unauthenticated', 'sessions.token_refused', 'The provider’s token or code was refused.', {
      details: { presented: false, ...(isReasonShown ? { reason } : {}) },
    });
  }
}

/** It is no ID token at all. */
export class TokenMalformedError extends InvalidRequestError {
  constructor() {
    const message = 'is no JSON web token in compact form of at most 16384 characters';
    super([{ field: 'identityToken', code: 'sessions.token_malformed', message }]);
  }
}

/** A proof needs exactly one token or code. */
export class ProofAmbiguousError extends InvalidRequestError {
  constructor(members: readonly string[]) {
    const message = `exactly one of ${members.join(' and ')} is needed`;
    super([{ field: members[0], code: 'sessions.proof_ambiguous', message }]);
  }
}

/** The provider sends codes to addresses of ours and of listed applications only. */
export class RedirectUriRefusedError extends InvalidRequestError {
  constructor(isMissing: boolean) {
    const message = isMissing ? 'is needed with code' : 'is neither our own nor in RETURN_URLS';
    super([{ field: 'redirectUri', code: 'sessions.redirect_uri_refused', message }]);
  }
}

/** The provider has no client here. */
export class ProviderOffError extends DomainError {
  constructor(provider: string) {
    super('rejected', 'sessions.provider_off', 'Sign-in by this provider is off.', { details: { provider } });
  }
}

/** The provider has clients here, but nothing to exchange codes with. */
export class CodesOffError extends DomainError {
  constructor(provider: string) {
    super('rejected', 'sessions.codes_off', 'Codes of this provider cannot be exchanged: no secret is set.', {
      details: { provider },
    });
  }
}

/** The provider does not answer, or not as it should. */
export class ProviderUnavailableError extends UnavailableError {
  constructor(cause?: unknown) {
    super('sessions.provider_unavailable', 'The provider does not answer. Try again in a moment.', 5, cause);
  }
}

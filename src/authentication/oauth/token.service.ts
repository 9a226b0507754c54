import { Injectable } from '@nestjs/common';
import { SessionRenewal } from '../session-renewal.js';
import { SessionTokens, type TokenSet } from '../session-tokens.js';
import { type SignedIn, SignInService } from '../sign-in.service.js';
import { InvalidClientError, OAuthRequestError, ParameterMissingError } from './oauth.errors.js';

/** The parameters of a token request, as they came: RFC 6749 3.2 has unknown ones ignored. */
export type TokenRequest = Readonly<Record<string, unknown>>;

/** The grants of the token endpoint. */
@Injectable()
export class TokenService {
  constructor(
    private readonly signIn: SignInService,
    private readonly renewal: SessionRenewal,
    private readonly tokens: SessionTokens,
  ) {}

  /**
   * @param clientId the client that authenticated itself in the header, empty for none
   * @throws OAuthRequestError, ParameterMissingError, InvalidClientError, SignInRefusedError, RefreshRefusedError
   */
  async grant(request: TokenRequest, clientId: string): Promise<TokenSet> {
    if (clientId !== '' || parameter(request, 'client_id') !== undefined) {
      throw new InvalidClientError();
    }
    const { session, account } = await this.signedIn(request);
    return this.tokens.issue(session, account);
  }

  private signedIn(request: TokenRequest): Promise<SignedIn> {
    switch (needed(request, 'grant_type')) {
      case 'password':
        return this.signIn.withPassword(needed(request, 'username'), needed(request, 'password'));
      case 'refresh_token':
        return this.renewal.renew(needed(request, 'refresh_token'));
      default:
        throw new OAuthRequestError(
          'unsupported_grant_type',
          'Supported grants are password and refresh_token.',
        );
    }
  }
}

/** RFC 6749 3.1: a parameter without a value is treated as if it were left out. */
function parameter(request: TokenRequest, name: string): string | undefined {
  const value = request[name];
  if (value === undefined || value === null || value === '') {
    return undefined;
  }
  if (typeof value !== 'string') {
    throw new OAuthRequestError('invalid_request', `The parameter ${name} is not a text.`);
  }
  return value;
}

function needed(request: TokenRequest, name: string): string {
  const value = parameter(request, name);
  if (value === undefined) {
    throw new ParameterMissingError(name);
  }
  return value;
}

import { Injectable } from '@nestjs/common';
import { SessionRenewal } from '../session-renewal.js';
import { SessionTokens } from '../session-tokens.js';
import { type SignedIn, SignInService } from '../sign-in.service.js';
import { ApiKeyGrant } from './api-key-grant.js';
import { InvalidClientError, OAuthRequestError, ParameterMissingError } from './oauth.errors.js';

/** The parameters of a token request, as they came: RFC 6749 3.2 has unknown ones ignored. */
export type TokenRequest = Readonly<Record<string, unknown>>;

/** What a grant gives. */
export interface GrantedTokens {
  accessToken: string;
  /** Seconds. */
  expiresIn: number;
  refreshToken: string | null;
}

/** The client that authenticated itself in the header. */
export interface HeaderClient {
  user: string;
  password: string;
}

/** The grants of the token endpoint. */
@Injectable()
export class TokenService {
  constructor(
    private readonly signIn: SignInService,
    private readonly renewal: SessionRenewal,
    private readonly tokens: SessionTokens,
    private readonly apiKeyGrant: ApiKeyGrant,
  ) {}

  /**
   * @param client the client of the header, null for none
   * @throws OAuthRequestError, ParameterMissingError, InvalidClientError, SignInRefusedError, RefreshRefusedError
   */
  async grant(request: TokenRequest, client: HeaderClient | null): Promise<GrantedTokens> {
    if (parameter(request, 'grant_type') === 'client_credentials') {
      return this.grantToClient(request, client);
    }
    if (client !== null || parameter(request, 'client_id') !== undefined) {
      throw new InvalidClientError();
    }
    const { session, account } = await this.signedIn(request);
    return this.tokens.issue(session, account);
  }

  /** RFC 6749 2.3: a client uses one way of authentication, not two. */
  private grantToClient(request: TokenRequest, client: HeaderClient | null): Promise<GrantedTokens> {
    if (client === null) {
      return this.apiKeyGrant.grant(needed(request, 'client_id'), needed(request, 'client_secret'));
    }
    if (parameter(request, 'client_id') !== undefined || parameter(request, 'client_secret') !== undefined) {
      throw new OAuthRequestError('invalid_request', 'Client credentials belong in the header or the body.');
    }
    return this.apiKeyGrant.grant(client.user, client.password);
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
          'Supported grants are password, refresh_token and client_credentials.',
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

import { createPrivateKey } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { SignJWT } from 'jose';
import { TokenRefusedError } from './provider.errors.js';
import { ProviderHttp } from './provider-http.js';

const APPLE_SECRET_SECONDS = 300;
/** RFC 6749 5.2: it is our own settings that the provider refuses, not the code. */
const CLIENT_ERRORS = new Set(['invalid_client', 'unauthorized_client']);

/** An authorization code, and for which client and redirect URI it was made. */
export interface CodeToExchange {
  tokenUrl: string;
  clientId: string;
  clientSecret: string;
  code: string;
  redirectUri: string;
  codeVerifier?: string;
}

/** What a provider gave for a code. */
export interface ExchangedTokens {
  idToken?: string;
  accessToken?: string;
}

/** Exchanges authorization codes at the token endpoints of providers (RFC 6749 4.1.3). */
@Injectable()
export class CodeExchange {
  private readonly logger = new Logger(CodeExchange.name);

  constructor(private readonly http: ProviderHttp) {}

  /** @throws TokenRefusedError, ProviderUnavailableError */
  async exchange({ tokenUrl, ...request }: CodeToExchange): Promise<ExchangedTokens> {
    const { status, body } = await this.http.ask(tokenUrl, {
      form: {
        grant_type: 'authorization_code',
        code: request.code,
        redirect_uri: request.redirectUri,
        client_id: request.clientId,
        client_secret: request.clientSecret,
        code_verifier: request.codeVerifier,
      },
    });
    const { error, id_token: idToken, access_token: accessToken } = (body ?? {}) as Record<string, unknown>;
    if (status !== 200) {
      const isOurFault = typeof error === 'string' && CLIENT_ERRORS.has(error);
      if (isOurFault) {
        this.logger.warn({
          message: 'A provider refuses the client that codes are exchanged with.',
          tokenUrl,
        });
      }
      throw new TokenRefusedError(isOurFault ? 'client_refused' : 'code_refused');
    }
    return {
      idToken: typeof idToken === 'string' ? idToken : undefined,
      accessToken: typeof accessToken === 'string' ? accessToken : undefined,
    };
  }
}

/** What Apple's client secrets are made of. */
export interface AppleClient {
  clientId: string;
  teamId: string;
  keyId: string;
  /** PEM. */
  privateKey: string;
  issuer: string;
}

/** Apple's client secret: a JWT that the client signs, here for one request. See Apple's "Creating a client secret". */
export function appleClientSecret({
  clientId,
  teamId,
  keyId,
  privateKey,
  issuer,
}: AppleClient): Promise<string> {
  return new SignJWT()
    .setProtectedHeader({ alg: 'ES256', kid: keyId })
    .setIssuer(teamId)
    .setSubject(clientId)
    .setAudience(issuer)
    .setIssuedAt()
    .setExpirationTime(`${APPLE_SECRET_SECONDS}s`)
    .sign(createPrivateKey(privateKey));
}

import type { ExchangedTokens } from '../providers/code-exchange.js';

/** What a strategy that sends people to a provider needs to know; it is made anew for each request. */
export interface RedirectOptions {
  authorizationUrl: string;
  tokenUrl: string;
  clientId: string;
  /** Where the provider sends people back to. */
  callbackUrl: string;
  /** What the ID token is to be bound to. */
  nonce: string;
  state: FlowState;
  /** Exchanges a code at the token endpoint, within the limits for calls to providers. */
  exchange(code: string, codeVerifier?: string): Promise<ExchangedTokens>;
}

type Stored = (error: Error | null, state?: string) => void;
type Loaded = (error: Error | null, ok: string | boolean, info?: { message: string }) => void;

/** The state store that Passport's OAuth 2.0 strategies ask; how many parameters its methods have tells them what to pass. */
export interface FlowState {
  store(
    request: unknown,
    codeVerifier: string | undefined,
    state: unknown,
    meta: unknown,
    done: Stored,
  ): void;
  verify(request: unknown, state: string, meta: unknown, done: Loaded): void;
}

type Exchanged = (
  error: unknown,
  accessToken?: string,
  refreshToken?: string,
  tokens?: ExchangedTokens,
) => void;

/**
 * Takes the place of the strategies' own HTTP client, which has no time limit, no size limit and follows redirects. The
 * redirect URI and the client are those of the options already.
 */
export function exchangeBy(options: RedirectOptions) {
  return (
    code: string,
    { code_verifier: codeVerifier }: { code_verifier?: string },
    done: Exchanged,
  ): void => {
    options.exchange(code, codeVerifier).then(
      (tokens) => done(null, tokens.accessToken, undefined, tokens),
      (error: unknown) => done(error),
    );
  };
}

/** The options that all of the strategies take alike. */
export function strategyOptions({
  authorizationUrl,
  tokenUrl,
  clientId,
  callbackUrl,
  state,
}: RedirectOptions) {
  return {
    authorizationURL: authorizationUrl,
    tokenURL: tokenUrl,
    clientID: clientId,
    // Known to the exchange only.
    clientSecret: '',
    callbackURL: callbackUrl,
    state: true,
    // The types know the store without PKCE only.
    store: state as never,
    // Who it is is proven by the tokens, not by a profile that is fetched with them.
    skipUserProfile: true,
  };
}

/** Hands on the tokens: what they prove is for the strategy that verifies them. */
export function handOn(
  _accessToken: string,
  _refreshToken: string,
  tokens: ExchangedTokens,
  _profile: unknown,
  done: (error: null, tokens: ExchangedTokens) => void,
): void {
  done(null, tokens);
}

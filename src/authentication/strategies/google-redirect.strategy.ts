import { Strategy } from 'passport-google-oauth20';
import { exchangeBy, handOn, type RedirectOptions, strategyOptions } from './redirect-options.js';

/** Sends somebody to Google, and makes tokens of the code they come back with. */
export class GoogleRedirectStrategy extends Strategy {
  constructor(private readonly options: RedirectOptions) {
    super(
      { ...strategyOptions(options), scope: ['openid', 'email', 'profile'], pkce: true },
      handOn as never,
    );
    this._oauth2.getOAuthAccessToken = exchangeBy(options) as never;
  }

  override authorizationParams(): object {
    return { nonce: this.options.nonce };
  }
}

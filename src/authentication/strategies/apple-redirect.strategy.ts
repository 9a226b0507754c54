import { Strategy } from 'passport-oauth2';
import { exchangeBy, handOn, type RedirectOptions, strategyOptions } from './redirect-options.js';

/**
 * Sends somebody to Apple, and makes tokens of the code they come back with. Apple posts its answer when it is asked for
 * a name, and documents no PKCE.
 */
export class AppleRedirectStrategy extends Strategy {
  override name = 'apple';

  constructor(private readonly options: RedirectOptions) {
    super({ ...strategyOptions(options), scope: ['name', 'email'] }, handOn as never);
    this._oauth2.getOAuthAccessToken = exchangeBy(options) as never;
  }

  override authorizationParams(): object {
    return { response_mode: 'form_post', nonce: this.options.nonce };
  }
}

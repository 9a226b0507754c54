import { Strategy } from 'passport-facebook';
import { exchangeBy, handOn, type RedirectOptions, strategyOptions } from './redirect-options.js';

/** Sends somebody to Facebook, and makes an access token of the code they come back with. */
export class FacebookRedirectStrategy extends Strategy {
  constructor(options: RedirectOptions) {
    super({ ...strategyOptions(options), scope: ['public_profile', 'email'], pkce: true }, handOn as never);
    const { _oauth2: oauth2 } = this as unknown as { _oauth2: { getOAuthAccessToken: unknown } };
    oauth2.getOAuthAccessToken = exchangeBy(options);
  }
}

import { Injectable } from '@nestjs/common';
import { FacebookConfig } from '../../config/facebook.config.js';
import { ProviderHttp } from './provider-http.js';
import { SignInProviders } from './sign-in-providers.js';

/** Access tokens of Facebook's that apps use on behalf of people. See Facebook's "Get long-lived tokens". */
@Injectable()
export class FacebookTokens {
  constructor(
    private readonly config: FacebookConfig,
    private readonly providers: SignInProviders,
    private readonly http: ProviderHttp,
  ) {}

  /**
   * Exchanges an access token that was proven for one that is good for longer.
   * @param applicationId whose settings count besides those of the process
   * @returns the token itself when Facebook gives none, since nothing depends on it
   */
  async extend(accessToken: string, applicationId: string | null): Promise<string> {
    for (const { appId, appSecret } of await this.providers.settingsOf('facebook', applicationId)) {
      const form = {
        grant_type: 'fb_exchange_token',
        client_id: appId,
        client_secret: appSecret,
        fb_exchange_token: accessToken,
      };
      const extended = await this.ask(form).catch(() => null);
      if (extended !== null) {
        return extended;
      }
    }
    return accessToken;
  }

  /** In the body, so that no secret is in a URL. */
  private async ask(form: Record<string, string>): Promise<string | null> {
    const { status, body } = await this.http.ask(`${this.config.graphUrl}/oauth/access_token`, { form });
    const { access_token: token } = (body ?? {}) as Record<string, unknown>;
    return status === 200 && typeof token === 'string' ? token : null;
  }
}

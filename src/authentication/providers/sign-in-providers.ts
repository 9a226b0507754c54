import { Injectable } from '@nestjs/common';
import { AppleConfig } from '../../config/apple.config.js';
import { FacebookConfig } from '../../config/facebook.config.js';
import { FirebaseConfig } from '../../config/firebase.config.js';
import { GoogleConfig } from '../../config/google.config.js';
import { ApplicationProviders } from '../../core/applications/application-providers.service.js';
import type {
  ProviderName,
  ProviderSettings,
  ProviderSettingsOf,
} from '../../core/applications/provider-settings.js';
import { ProviderOffError } from './provider.errors.js';

type ProcessSettings = { [P in ProviderName]: ProviderSettings[P] | null };

/** Which clients of a provider are ours: those of the process, and those of the application that is signed in to. */
@Injectable()
export class SignInProviders {
  private readonly ofProcess: ProcessSettings;

  constructor(
    google: GoogleConfig,
    apple: AppleConfig,
    facebook: FacebookConfig,
    firebase: FirebaseConfig,
    private readonly applications: ApplicationProviders,
  ) {
    const { appId, appSecret } = facebook;
    this.ofProcess = {
      google: google.clientIds.length === 0 ? null : { ...google, clientIds: [...google.clientIds] },
      apple: apple.clientIds.length === 0 ? null : { ...apple, clientIds: [...apple.clientIds] },
      facebook: appId === null || appSecret === null ? null : { appId, appSecret },
      firebase: firebase.projectIds.length === 0 ? null : { projectIds: [...firebase.projectIds] },
    };
  }

  /**
   * @param applicationId null for sign-in to no application
   * @returns those of the application first; never empty
   * @throws ProviderOffError when there are none
   */
  async settingsOf<P extends ProviderName>(
    provider: P,
    applicationId: string | null,
  ): Promise<ProviderSettingsOf<P>[]> {
    const own = applicationId === null ? null : await this.applications.find(applicationId, provider);
    const all = [own, this.ofProcess[provider]].filter((settings) => settings !== null);
    if (all.length === 0) {
      throw new ProviderOffError(provider);
    }
    return all;
  }
}

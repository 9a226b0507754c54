import { Injectable } from '@nestjs/common';
import { InvalidRequestError } from '../../common/errors.js';
import type { ApplicationView } from '../../core/applications/application.row.js';
import type { ProviderName, ProviderSettings } from '../../core/applications/provider-settings.js';
import type {
  ElementsClientsConfigurationDto,
  ElementsClientsConfigurationRequestDto,
  ElementsConfigurationDto,
  ElementsFacebookConfigurationDto,
  ElementsFacebookConfigurationRequestDto,
  ElementsFirebaseConfigurationDto,
  ElementsFirebaseConfigurationRequestDto,
} from './dto/configuration.dto.js';
import { ElementsApplications } from './elements.applications.js';
import { ElementsConfigurationNotFoundError } from './elements.errors.js';
import { ElementsIds } from './elements.ids.js';
import { ElementsViews } from './elements.views.js';

/** The providers whose configuration is a list of clients. */
export type ClientsProvider = 'google' | 'apple';

/** Configurations of applications as this API writes them; what is secret in them does not come back. */
@Injectable()
export class ElementsConfigurations {
  constructor(
    private readonly ids: ElementsIds,
    private readonly applications: ElementsApplications,
    private readonly views: ElementsViews,
  ) {}

  async facebook(application: ApplicationView): Promise<ElementsFacebookConfigurationDto> {
    const common = await this.common(application, 'facebook');
    return {
      ...common,
      applicationId: common.uniqueIdentifier,
      applicationSecret: null,
      builtinApplicationPermissions: [],
    };
  }

  async firebase(application: ApplicationView): Promise<ElementsFirebaseConfigurationDto> {
    const common = await this.common(application, 'firebase');
    return { ...common, projectId: common.uniqueIdentifier, serviceAccountCredentials: null };
  }

  async clients(
    application: ApplicationView,
    provider: ClientsProvider,
  ): Promise<ElementsClientsConfigurationDto> {
    const common = await this.common(application, provider);
    return { ...common, clientIds: application.providers[provider]?.clientIds ?? [] };
  }

  /** @throws ElementsConfigurationNotFoundError when there is none */
  private async common(
    application: ApplicationView,
    provider: ProviderName,
  ): Promise<ElementsConfigurationDto> {
    const uniqueIdentifier = this.applications.uniqueIdentifierOf(application, provider);
    if (uniqueIdentifier === undefined) {
      throw new ElementsConfigurationNotFoundError();
    }
    return {
      id: await this.ids.of(`configuration.${provider}`, application.id),
      category: provider.toUpperCase(),
      uniqueIdentifier,
      parent: await this.views.application(application),
    };
  }
}

/** @param before the secret so far; undefined for a new configuration @throws InvalidRequestError */
export function facebookSettingsOf(
  { applicationId, applicationSecret }: ElementsFacebookConfigurationRequestDto,
  before?: ProviderSettings['facebook'],
): ProviderSettings['facebook'] {
  const appSecret = applicationSecret ?? before?.appSecret;
  if (!appSecret) {
    throw new InvalidRequestError([{ field: 'applicationSecret', code: 'missing', message: 'is needed' }]);
  }
  return { appId: applicationId, appSecret };
}

export function firebaseSettingsOf({
  projectId,
}: ElementsFirebaseConfigurationRequestDto): ProviderSettings['firebase'] {
  return { projectIds: [projectId] };
}

/** What else an operator has set for exchanging codes is kept. @throws InvalidRequestError */
export function clientsSettingsOf<P extends ClientsProvider>(
  { clientIds }: ElementsClientsConfigurationRequestDto,
  before: ProviderSettings[P],
): ProviderSettings[P] {
  if (clientIds.length === 0) {
    throw new InvalidRequestError([
      { field: 'clientIds', code: 'too_few', message: 'has one client or more' },
    ]);
  }
  return { ...before, clientIds };
}

export const NEW_CLIENTS: { [P in ClientsProvider]: ProviderSettings[P] } = {
  google: { clientIds: [], clientSecret: null },
  apple: { clientIds: [], teamId: null, keyId: null, privateKey: null },
};

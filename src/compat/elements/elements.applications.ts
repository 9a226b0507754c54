import { Injectable } from '@nestjs/common';
import type { Principal } from '../../authorization/principal.js';
import { InvalidRequestError } from '../../common/errors.js';
import { ApplicationProviders } from '../../core/applications/application-providers.service.js';
import type { ApplicationView } from '../../core/applications/application.row.js';
import { ApplicationNotFoundError } from '../../core/applications/applications.errors.js';
import { ApplicationsService } from '../../core/applications/applications.service.js';
import type { ProviderName, ProviderSettings } from '../../core/applications/provider-settings.js';
import type { ElementsParentDto } from './dto/configuration.dto.js';
import { ElementsConfigurationExistsError, ElementsConfigurationNotFoundError } from './elements.errors.js';
import { ElementsIds } from './elements.ids.js';

/** Applications and their configurations by the names and ids of this API. */
@Injectable()
export class ElementsApplications {
  constructor(
    private readonly ids: ElementsIds,
    private readonly applications: ApplicationsService,
    private readonly providers: ApplicationProviders,
  ) {}

  /** @throws ApplicationNotFoundError */
  async get(nameOrId: string): Promise<ApplicationView> {
    const id = await this.ids.find('application', nameOrId);
    const application = await this.applications.find(id ?? nameOrId);
    if (application === null) {
      throw new ApplicationNotFoundError();
    }
    return application;
  }

  /** What an application's provider is called there: its configuration's name. */
  uniqueIdentifierOf({ providers }: ApplicationView, provider: ProviderName): string | undefined {
    switch (provider) {
      case 'facebook':
        return providers.facebook?.appId;
      case 'firebase':
        return providers.firebase?.projectIds[0];
      default:
        return providers[provider]?.clientIds[0];
    }
  }

  /**
   * The application, when it has a configuration of this kind and this id, name or unique identifier.
   * @throws ApplicationNotFoundError, ElementsConfigurationNotFoundError
   */
  async getConfigured(
    nameOrId: string,
    provider: ProviderName,
    configuration: string,
  ): Promise<ApplicationView> {
    const application = await this.get(nameOrId);
    const identifier = this.uniqueIdentifierOf(application, provider);
    const isNamed =
      configuration === identifier ||
      (await this.ids.find(`configuration.${provider}`, configuration)) === application.id;
    if (identifier === undefined || !isNamed) {
      throw new ElementsConfigurationNotFoundError();
    }
    return application;
  }

  /** @throws ElementsConfigurationExistsError, ApplicationNotFoundError, InvalidRequestError */
  async addConfiguration<P extends ProviderName>(
    caller: Principal,
    nameOrId: string,
    provider: P,
    parent: ElementsParentDto,
    settings: ProviderSettings[P],
  ): Promise<ApplicationView> {
    const application = await this.get(nameOrId);
    await this.assertParent(application, parent);
    if (application.providers[provider] !== undefined) {
      throw new ElementsConfigurationExistsError();
    }
    return this.providers.put(caller, application.id, provider, settings, application.version);
  }

  /** What is secret and not given again stays. @throws ElementsConfigurationNotFoundError, InvalidRequestError */
  async changeConfiguration<P extends ProviderName>(
    caller: Principal,
    [nameOrId, configuration]: readonly [string, string],
    provider: P,
    parent: ElementsParentDto,
    change: (before: ProviderSettings[P]) => ProviderSettings[P],
  ): Promise<ApplicationView> {
    const application = await this.getConfigured(nameOrId, provider, configuration);
    await this.assertParent(application, parent);
    const before = await this.providers.find(application.id, provider);
    if (before === null) {
      throw new ElementsConfigurationNotFoundError();
    }
    return this.providers.put(caller, application.id, provider, change(before), application.version);
  }

  /** @throws ApplicationNotFoundError, ElementsConfigurationNotFoundError */
  async removeConfiguration(
    caller: Principal,
    nameOrId: string,
    provider: ProviderName,
    configuration: string,
  ): Promise<void> {
    const { id } = await this.getConfigured(nameOrId, provider, configuration);
    await this.providers.delete(caller, id, provider);
  }

  private async assertParent(application: ApplicationView, { id, name }: ElementsParentDto): Promise<void> {
    const isSame =
      (id != null && (await this.ids.find('application', id)) === application.id) ||
      (id == null && name != null && name === application.name);
    if (!isSame) {
      const message = 'is not the application of the path';
      throw new InvalidRequestError([{ field: 'parent', code: 'other_parent', message }]);
    }
  }
}

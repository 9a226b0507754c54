import { Id, Instant, Nested, NestedList } from '../../../common/dto-fields.js';
import { CountedPageDto, type Page } from '../../../common/paging.js';
import type { ApplicationView } from '../application.row.js';
import type { PublicProviderSettings } from '../provider-settings.js';
import { ApplicationName, Description } from './application-fields.js';
import {
  AppleSettingsDto,
  FacebookSettingsDto,
  FirebaseSettingsDto,
  GoogleSettingsDto,
} from './provider-settings.dto.js';

/** The providers people can sign in with to an application; those that are off are not there. */
export class ApplicationProvidersDto {
  @Nested(() => GoogleSettingsDto, { description: 'Sign-in by Google.', optional: true })
  google?: GoogleSettingsDto;

  @Nested(() => AppleSettingsDto, { description: 'Sign-in by Apple.', optional: true })
  apple?: AppleSettingsDto;

  @Nested(() => FacebookSettingsDto, { description: 'Sign-in by Facebook.', optional: true })
  facebook?: FacebookSettingsDto;

  @Nested(() => FirebaseSettingsDto, { description: 'Sign-in by Firebase.', optional: true })
  firebase?: FirebaseSettingsDto;

  /** Names each member, so that a secret could never leave. */
  static of({ google, apple, facebook, firebase }: Partial<PublicProviderSettings>): ApplicationProvidersDto {
    return {
      ...(google && { google: { clientIds: google.clientIds } }),
      ...(apple && { apple: { clientIds: apple.clientIds, teamId: apple.teamId, keyId: apple.keyId } }),
      ...(facebook && { facebook: { appId: facebook.appId } }),
      ...(firebase && { firebase: { projectIds: firebase.projectIds } }),
    };
  }
}

/** An application. */
export class ApplicationDto {
  @Id({ description: 'UUIDv7.', example: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a7a' })
  id: string;

  @ApplicationName()
  name: string;

  @Description({})
  description: string | null;

  @Nested(() => ApplicationProvidersDto, {
    description: 'How people can sign in besides a password, without any secret.',
    example: { google: { clientIds: ['407408718192.apps.googleusercontent.com'] } },
  })
  providers: ApplicationProvidersDto;

  @Instant({ description: 'When it was created.' })
  createdAt: string;

  static of(application: ApplicationView): ApplicationDto {
    return {
      id: application.id,
      name: application.name,
      description: application.description,
      providers: ApplicationProvidersDto.of(application.providers),
      createdAt: application.createdAt.toISOString(),
    };
  }
}

/** One page of applications. */
export class ApplicationPageDto extends CountedPageDto {
  @NestedList(() => ApplicationDto, { description: 'The applications of this page, by name.' })
  data: ApplicationDto[];

  static of(page: Page<ApplicationView>): ApplicationPageDto {
    return { ...page, data: page.data.map((application) => ApplicationDto.of(application)) };
  }
}

import { Formed, Secret, TextList } from '../../../common/dto-fields.js';
import type {
  AppleSettings,
  FacebookSettings,
  FirebaseSettings,
  GoogleSettings,
} from '../provider-settings.js';
import { ClientIds } from './application-fields.js';

const GOOGLE_ID = '407408718192.apps.googleusercontent.com';
const APPLE_WORD = { pattern: /^[A-Z0-9]{10}$/, message: 'has 10 capital letters or digits' };
const optional = { optional: true, nullable: true } as const;

const GoogleClientIds = () =>
  ClientIds('OAuth client ids at Google; identity tokens are for one of them.', GOOGLE_ID);
const AppleClientIds = () =>
  ClientIds('Service and bundle ids at Apple; identity tokens are for one of them.', 'com.example.shop');
const AppleTeamId = (options: { optional?: boolean } = {}) =>
  Formed({
    description: 'Team of the key.',
    example: 'A1B2C3D4E5',
    ...APPLE_WORD,
    ...options,
    nullable: true,
  });
const AppleKeyId = (options: { optional?: boolean } = {}) =>
  Formed({ description: 'Id of the key.', example: 'F6G7H8I9J0', ...APPLE_WORD, ...options, nullable: true });
const FacebookAppId = () =>
  Formed({
    description: 'Id of the app at Facebook.',
    example: '1234567890123456',
    pattern: /^\d{1,32}$/,
    message: 'has 1 to 32 digits',
  });
const FirebaseProjectIds = () =>
  TextList({
    description: 'Projects at Firebase; identity tokens are of one of them.',
    example: ['shop-12345'],
    min: 1,
    max: 20,
    pattern: /^[a-z0-9][a-z0-9.:-]{0,127}$/,
    message: 'each is a project id',
  });

/** Sign-in by Google. */
export class PutGoogleSettingsDto {
  @GoogleClientIds()
  clientIds: string[];

  @Secret({
    description: 'For exchanging codes; never shown again.',
    example: 'GOCSPX-…',
    max: 512,
    ...optional,
  })
  clientSecret?: string | null;

  static settingsOf({ clientIds, clientSecret = null }: PutGoogleSettingsDto): GoogleSettings {
    return { clientIds, clientSecret };
  }
}

/** Sign-in by Apple; `teamId`, `keyId` and `privateKey` go together. */
export class PutAppleSettingsDto {
  @AppleClientIds()
  clientIds: string[];

  @AppleTeamId({ optional: true })
  teamId?: string | null;

  @AppleKeyId({ optional: true })
  keyId?: string | null;

  @Secret({
    description: 'EC key of the curve P-256, in PEM, for exchanging codes; never shown again.',
    example: '-----BEGIN PRIVATE KEY-----\n…\n-----END PRIVATE KEY-----\n',
    max: 4096,
    ...optional,
  })
  privateKey?: string | null;

  static settingsOf(body: PutAppleSettingsDto): AppleSettings {
    const { clientIds, teamId = null, keyId = null, privateKey = null } = body;
    return { clientIds, teamId, keyId, privateKey };
  }
}

/** Sign-in by Facebook. */
export class PutFacebookSettingsDto {
  @FacebookAppId()
  appId: string;

  @Secret({
    description: 'For asking Facebook about tokens; never shown again.',
    example: '0f1e2d…',
    max: 512,
  })
  appSecret: string;

  static settingsOf({ appId, appSecret }: PutFacebookSettingsDto): FacebookSettings {
    return { appId, appSecret };
  }
}

/** Sign-in by Firebase. */
export class PutFirebaseSettingsDto {
  @FirebaseProjectIds()
  projectIds: string[];

  static settingsOf({ projectIds }: PutFirebaseSettingsDto): FirebaseSettings {
    return { projectIds };
  }
}

/** What may be shown of the settings for Google. */
export class GoogleSettingsDto {
  @GoogleClientIds()
  clientIds: string[];
}

/** What may be shown of the settings for Apple. */
export class AppleSettingsDto {
  @AppleClientIds()
  clientIds: string[];

  @AppleTeamId()
  teamId: string | null;

  @AppleKeyId()
  keyId: string | null;
}

/** What may be shown of the settings for Facebook. */
export class FacebookSettingsDto {
  @FacebookAppId()
  appId: string;
}

/** The settings for Firebase. */
export class FirebaseSettingsDto {
  @FirebaseProjectIds()
  projectIds: string[];
}

/** What an application knows of a provider, so that its people can sign in there. Secrets included: never to be shown. */
export interface ProviderSettings {
  google: GoogleSettings;
  apple: AppleSettings;
  facebook: FacebookSettings;
  firebase: FirebaseSettings;
}

/** The providers people can sign in with. */
export const PROVIDERS = ['google', 'apple', 'facebook', 'firebase'] as const;
export type ProviderName = (typeof PROVIDERS)[number];
export type ProviderSettingsOf<P extends ProviderName> = ProviderSettings[P];

/** Identity tokens are for one of these clients; the secret is for exchanging codes. */
export interface GoogleSettings {
  clientIds: string[];
  clientSecret: string | null;
}

/** Identity tokens are for one of these clients; the key, with its id and its team, is for exchanging codes. */
export interface AppleSettings {
  clientIds: string[];
  teamId: string | null;
  keyId: string | null;
  /** PKCS #8, PEM: an EC key of the curve P-256. */
  privateKey: string | null;
}

/** Access tokens are for this app; the secret proves to Facebook who asks about them. */
export interface FacebookSettings {
  appId: string;
  appSecret: string;
}

/** Identity tokens are of one of these projects. */
export interface FirebaseSettings {
  projectIds: string[];
}

/** The members of provider settings that are kept encrypted and never leave again. */
export const SECRET_MEMBERS = {
  google: ['clientSecret'],
  apple: ['privateKey'],
  facebook: ['appSecret'],
  firebase: [],
} as const satisfies { [P in ProviderName]: readonly (keyof ProviderSettings[P])[] };

/** Provider settings without their secrets. */
export type PublicProviderSettings = {
  [P in ProviderName]: Omit<ProviderSettings[P], (typeof SECRET_MEMBERS)[P][number]>;
};

/** Whether the text names a provider. */
export function isProviderName(text: string): text is ProviderName {
  return (PROVIDERS as readonly string[]).includes(text);
}

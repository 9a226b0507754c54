import { AdministratorConfig } from './administrator.config.js';
import { CompatConfig } from './compat.config.js';
import { AppleConfig } from './apple.config.js';
import { DatabaseConfig } from './database.config.js';
import { EnvironmentReader, type Fault } from './environment-reader.js';
import { FacebookConfig } from './facebook.config.js';
import { FirebaseConfig } from './firebase.config.js';
import { GoogleConfig } from './google.config.js';
import { HttpConfig } from './http.config.js';
import { KeysConfig } from './keys.config.js';
import { LoggingConfig } from './logging.config.js';
import { MailConfig } from './mail.config.js';
import { ProviderSignInConfig } from './provider-sign-in.config.js';
import { PylonConfig } from './pylon.config.js';
import { RuntimeConfig } from './runtime.config.js';
import type { Settings } from './setting.js';
import { withStandins } from './standin-variables.js';
import { StandinsConfig } from './standins.config.js';
import { SignUpConfig } from './sign-up.config.js';
import { ThrottlingConfig } from './throttling.config.js';
import { WalletConfig } from './wallet.config.js';

/** Every section, in the order of the documents and of the faults. */
export const configSections = {
  runtime: RuntimeConfig,
  http: HttpConfig,
  database: DatabaseConfig,
  administrator: AdministratorConfig,
  keys: KeysConfig,
  signUp: SignUpConfig,
  providerSignIn: ProviderSignInConfig,
  google: GoogleConfig,
  apple: AppleConfig,
  facebook: FacebookConfig,
  firebase: FirebaseConfig,
  standins: StandinsConfig,
  throttling: ThrottlingConfig,
  mail: MailConfig,
  wallet: WalletConfig,
  compat: CompatConfig,
  pylon: PylonConfig,
  logging: LoggingConfig,
};

/** Everything an operator can set, by section. */
export type Config = {
  readonly [K in keyof typeof configSections]: InstanceType<(typeof configSections)[K]>;
};

/** Settings that do not fit; the message names all of them and what was expected, never a value. */
export class ConfigError extends Error {
  constructor(readonly faults: Fault[]) {
    const count = faults.length === 1 ? '1 setting is wrong' : `${faults.length} settings are wrong`;
    const lines = faults.map(({ name, expected }) => `  ${name}: expected ${expected}`);
    super([`Latchkey cannot start: ${count}.`, ...lines].join('\n'));
    this.name = 'ConfigError';
  }
}

/**
 * Reads and checks every setting in one pass, and the files that `NAME_FILE` variables name.
 * @returns frozen, but for the bytes of keys
 * @throws ConfigError
 */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const reader = new EnvironmentReader(withStandins(environment));
  const faults = Object.values(configSections)
    .flatMap(({ settings }) => Object.values<Settings[string]>(settings))
    .flatMap((setting) => reader.findFault(setting) ?? []);
  if (faults.length > 0) throw new ConfigError(faults);

  const sections = Object.entries(configSections).map(([key, Section]) => [key, new Section(reader)]);
  // Built from the very map that the type is made of.
  return deepFreeze(Object.fromEntries(sections) as Config);
}

function deepFreeze<T>(value: T): T {
  // The contents of a typed array cannot be frozen.
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  Object.values(value).forEach(deepFreeze);
  return Object.freeze(value);
}

import type { Config } from '../config/config.js';
import { readOrMakeSecretKey } from '../keys/secret-key.file.js';
import { SecretKeys } from '../keys/secret-keys.js';

/** The keys of SECRET_KEY, or the one in the data folder. */
export async function secretKeysOf({ keys, runtime }: Config): Promise<SecretKeys> {
  return new SecretKeys(keys.secretKeys ?? [await readOrMakeSecretKey(runtime.dataDir)]);
}

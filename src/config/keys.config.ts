import { DatabaseConfig } from './database.config.js';
import { refuse, section, setting, whenUnset, type ValueType } from './setting.js';
import { listOf } from './value-types.js';

const KEY_BYTES = 32;

const secretKey: ValueType<Buffer> = {
  expected: '32 random bytes in base64 (openssl rand -base64 32)',
  parse: (text) => {
    if (!/^([A-Za-z0-9+/]+|[A-Za-z0-9_-]+)=?$/.test(text)) refuse();
    const key = Buffer.from(text, 'base64');
    // The decoder drops what does not fit; the way back shows whether it did.
    const isExact =
      key.toString('base64url') === text.replace(/=$/, '').replace(/\+/g, '-').replace(/\//g, '_');
    if (key.length !== KEY_BYTES || !isExact) refuse();
    return isMadeUp(key) ? refuse('example values, patterns and readable text are refused') : key;
  },
};

/** The keys that everything secret in the database hangs on. */
export class KeysConfig extends section('Keys', {
  /** 32 bytes each: the first encrypts, all decrypt. Null when one is to be made in the data folder. */
  secretKeys: setting({
    name: 'SECRET_KEY',
    type: listOf(secretKey),
    default: whenUnset(
      'made on the first start in `DATA_DIR`; required with `DATABASE_URL`',
      (environment) =>
        environment.isSet(DatabaseConfig.settings.url)
          ? refuse('required because DATABASE_URL is set')
          : null,
    ),
    meaning:
      'protects stored secrets and signing keys; a comma list rotates: the first encrypts, all decrypt',
    isSecret: true,
  }),
}) {}

/** Whether a person or an example made the key; a random one is mistaken for that once in 10^13 times. */
function isMadeUp(key: Buffer): boolean {
  const step = key[1] - key[0];
  const isEvenlySpaced = key.every((byte, at) => at === 0 || ((byte - key[at - 1] - step) & 0xff) === 0);
  const isRepetition = key.subarray(0, KEY_BYTES / 2).equals(key.subarray(KEY_BYTES / 2));
  return isEvenlySpaced || isRepetition || /^[\t\n\r\x20-\x7e]*$/.test(key.toString('latin1'));
}

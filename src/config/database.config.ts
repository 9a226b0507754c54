import { refuse, section, setting, whenUnset, type ValueType } from './setting.js';
import { eitherOf, wholeNumber } from './value-types.js';

const postgresUrl: ValueType<string> = {
  expected: 'postgres://user:password@host:5432/name, special characters percent-encoded',
  parse: (text) => {
    if (!/^postgres(ql)?:\/\/[^\s\\]+$/.test(text) || !URL.canParse(text)) refuse();
    const { username, password, pathname } = new URL(text);
    const isComplete = /^\/[^/]+$/.test(pathname) && [username, password, pathname].every(isPercentEncoded);
    return isComplete ? text : refuse();
  },
};

/** Which PostgreSQL is used, and how. */
export class DatabaseConfig extends section('Database', {
  /** Null for the embedded server. */
  url: setting({
    name: 'DATABASE_URL',
    type: postgresUrl,
    default: whenUnset('embedded PostgreSQL under `DATA_DIR`', () => null),
    meaning: 'the PostgreSQL database to use',
    isSecret: true,
  }),
  poolSize: setting({
    name: 'DATABASE_POOL_SIZE',
    type: wholeNumber(1, 200),
    default: '10',
    unit: 'connections',
    meaning:
      'largest number of connections each replica opens, besides one for the reads that requests begin with',
  }),
  usesPreparedStatements: setting({
    name: 'DATABASE_PREPARED',
    type: eitherOf('on', 'off'),
    default: 'on',
    meaning: 'prepared statements; `off` behind a pooler that works by transaction',
  }),
}) {}

function isPercentEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

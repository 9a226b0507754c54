import { resolve } from 'node:path';
import { type Environment, section, setting, type ValueType } from './setting.js';
import { oneOf } from './value-types.js';

const folder: ValueType<string> = {
  expected: 'the path of a folder',
  parse: (text) => resolve(text),
};

/** What this process is run for, and where it keeps what it writes. */
export class RuntimeConfig extends section('Process', {
  mode: setting({
    name: 'NODE_ENV',
    type: oneOf('production', 'development', 'test'),
    default: 'development',
    meaning: 'what this process is run for',
  }),
  /** An absolute path; the folder need not exist yet. */
  dataDir: setting({
    name: 'DATA_DIR',
    type: folder,
    default: './data',
    meaning: 'folder of the embedded database and of secrets made on the first start',
  }),
}) {
  readonly #isModeSet: boolean;

  constructor(environment: Environment) {
    super(environment);
    this.#isModeSet = environment.isSet(RuntimeConfig.settings.mode);
  }

  /** Whether somebody said that this is for trying things out, as `npm run dev` does; the default alone does not. */
  get isDevelopment(): boolean {
    return this.mode === 'development' && this.#isModeSet;
  }
}

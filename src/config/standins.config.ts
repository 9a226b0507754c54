import { RuntimeConfig } from './runtime.config.js';
import { refuse, section, setting } from './setting.js';
import { eitherOf } from './value-types.js';

/** The stand-ins of the identity providers, for trying out and for tests. */
export class StandinsConfig extends section('Provider stand-ins', {
  isOn: setting({
    name: 'PROVIDER_STANDINS',
    type: eitherOf('on', 'off'),
    default: 'off',
    // Whoever reaches a stand-in can be anybody.
    check: (isOn, environment) => {
      if (isOn && environment.read(RuntimeConfig.settings.mode) === 'production') {
        refuse('off with NODE_ENV=production');
      }
    },
    meaning:
      'serves stand-ins of Google, Apple, Facebook and Firebase, and points each of them that has no settings of its own there; `npm run dev` turns it on',
  }),
}) {}

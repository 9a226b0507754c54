import { refuse, section, setting, type ValueType, whenUnset } from './setting.js';

const MIN_BYTES = 16;

const hexSecret: ValueType<Buffer | null> = {
  expected: `an even number of hexadecimal digits, at least ${2 * MIN_BYTES} of them`,
  parse: (text) =>
    /^([0-9a-f]{2})+$/i.test(text) && text.length >= 2 * MIN_BYTES ? Buffer.from(text, 'hex') : refuse(),
};

/** The identity verification of the Pylon chat widget, as the bluebricks dialect serves it. */
export class PylonConfig extends section('Pylon', {
  identitySecret: setting({
    name: 'PYLON_IDENTITY_SECRET',
    type: hexSecret,
    default: whenUnset('none: the field is left out', () => null),
    meaning:
      'identity secret of the Pylon chat widget, as Pylon shows it; adds `pylonEmailHash` to answers of the bluebricks dialect',
    isSecret: true,
  }),
}) {}

import { refuse, section, setting, type ValueType } from './setting.js';

const NAMES: readonly string[] = ['antfly', 'bluebricks', 'bytenite', 'elements', 'tag'];
const NONE = 'none';

const dialectNames: ValueType<readonly string[]> = {
  expected: `some of ${NAMES.join(', ')}, separated by commas, each once; or ${NONE}`,
  parse: (text) => {
    const names = text === NONE ? [] : text.split(',').map((name) => name.trim());
    const areAllKnown = names.every((name) => NAMES.includes(name));
    return areAllKnown && new Set(names).size === names.length ? names : refuse();
  },
};

/** Which APIs of other systems are answered besides our own. */
export class CompatConfig extends section('Other APIs', {
  dialects: setting({
    name: 'COMPAT',
    type: dialectNames,
    default: NAMES.join(','),
    meaning: 'the APIs of other systems that are served on their own paths; the others’ paths answer 404',
  }),
}) {}

import { section, setting } from './setting.js';
import { eitherOf } from './value-types.js';

/** Whether attempts and requests are counted and limited. */
export class ThrottlingConfig extends section('Throttling', {
  isOn: setting({
    name: 'RATE_LIMITS',
    type: eitherOf('on', 'off'),
    default: 'on',
    meaning: '`off` is for load tests only: nothing is counted, not even failed sign-ins',
  }),
}) {}

import { section, setting } from './setting.js';
import { eitherOf } from './value-types.js';

/** Who may create accounts. */
export class SignUpConfig extends section('Sign-up', {
  isOpen: setting({
    name: 'SIGN_UP',
    type: eitherOf('open', 'closed'),
    default: 'open',
    meaning: '`closed`: only administrators create accounts, on every API served',
  }),
}) {}

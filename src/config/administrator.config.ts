import { emailKey, usernameKey } from '../common/normal-form.js';
import { refuse, section, setting, whenUnset, type ValueType } from './setting.js';

const userName: ValueType<string> = {
  expected: '1 to 64 characters without blanks, @ and control characters, neither a reserved word nor an id',
  parse: (text) => (usernameKey(text) === null ? refuse() : text),
};

const email: ValueType<string> = {
  expected: 'an e-mail address',
  parse: (text) => (emailKey(text) === null ? refuse() : text),
};

const password: ValueType<string> = {
  expected: '8 to 255 characters',
  parse: (text) => {
    const length = [...text].length;
    return length >= 8 && length <= 255 ? text : refuse();
  },
};

/** The administrator made on the first start of an empty database; without effect afterwards. */
export class AdministratorConfig extends section('First administrator', {
  username: setting({
    name: 'ADMIN_USERNAME',
    type: userName,
    default: 'admin',
    meaning: 'user name of the administrator made on the first start of an empty database',
  }),
  email: setting({
    name: 'ADMIN_EMAIL',
    type: email,
    default: 'admin@localhost.invalid',
    meaning: 'e-mail address of that administrator',
  }),
  /** Null when one is to be generated. */
  password: setting({
    name: 'ADMIN_PASSWORD',
    type: password,
    default: whenUnset('generated and printed once', () => null),
    meaning: 'password of that administrator',
    isSecret: true,
  }),
}) {}

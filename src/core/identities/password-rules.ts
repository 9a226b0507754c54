import { Injectable } from '@nestjs/common';
import { CommonPasswords } from './common-passwords.js';
import { PasswordRefusedError } from './passwords.errors.js';
import {
  contextWords,
  type PasswordContext,
  type PasswordStrength,
  strengthOf,
  withoutWords,
} from './password-strength.js';

const MIN_LENGTH = 8;
const MAX_LENGTH = 255;

/**
 * What a new password must be: 8 to 255 code points, none of the passwords everybody tries first, and not made of what
 * is known about the account. Nothing is asked of its composition (NIST SP 800-63B 3.1.1.2).
 */
@Injectable()
export class PasswordRules {
  constructor(private readonly common: CommonPasswords) {}

  /**
   * @param field where it stood in the request, for the error
   * @param context of the account it is for
   * @throws PasswordRefusedError, which says how strong it is
   */
  async assertAcceptable(password: string, field: string, context: PasswordContext): Promise<void> {
    const length = [...password].length;
    const rest = withoutWords(password, contextWords(context));
    const refuse = (code: string, message: string, strength: PasswordStrength = 0) =>
      new PasswordRefusedError(field, code, message, strength);
    if (length < MIN_LENGTH) {
      const message = `A password has at least ${MIN_LENGTH} characters.`;
      throw refuse('password.too_short', message, strengthOf(rest));
    }
    if (length > MAX_LENGTH) {
      const message = `A password has at most ${MAX_LENGTH} characters.`;
      throw refuse('password.too_long', message, strengthOf(rest));
    }
    if (await this.common.has(password)) {
      throw refuse(
        'password.too_common',
        'This is one of the passwords that are tried first. Choose another.',
      );
    }
    const isMadeOfWords = rest.length < password.length && [...rest].length < MIN_LENGTH;
    if (isMadeOfWords && strengthOf(rest) < 2) {
      const message = 'This password is made of a name or an address that anybody would try. Choose another.';
      throw refuse('password.too_personal', message, strengthOf(rest));
    }
  }
}

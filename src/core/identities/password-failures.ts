import type { DocumentedFailure } from '../../http/fails.decorator.js';

/**
 * What the rules for new passwords refuse, for the API document.
 * @param field where the password stands in the request
 */
export function passwordFailures(field: string): DocumentedFailure[] {
  const refused = (code: string, when: string, strength: number): DocumentedFailure => ({
    status: 400,
    code,
    when,
    field,
    details: { strength },
  });
  return [
    refused('password.too_short', 'The password has fewer than 8 characters.', 1),
    refused('password.too_long', 'The password has more than 255 characters.', 4),
    refused('password.too_common', 'The password is one of those that are tried first.', 0),
    refused('password.too_personal', 'The password is made of a name or an address of the account.', 0),
  ];
}

import { DomainError } from '../../common/errors.js';

/** Unknown, used, replaced by a later one, expired, or for an account that is no longer what it was: one answer. */
export class LinkRefusedError extends DomainError {
  constructor() {
    super('rejected', 'links.refused', 'This link is not good any more. Ask for a new one.');
  }
}

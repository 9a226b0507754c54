import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { isUuid } from '../../common/ids.js';
import { AliasesService } from '../../core/aliases/aliases.service.js';
import type { UserReference } from '../../core/users/user-reference.js';

const NAMESPACE = 'bluebricks.user';
const KEY_BYTES = 12;

/** Ids as Bluebricks writes them, `provider|key`: an alias of the account, made when it is first shown. */
@Injectable()
export class BluebricksIds {
  constructor(private readonly aliases: AliasesService) {}

  /** The id of an account. */
  of(userId: string): Promise<string> {
    return this.aliases.ensure(NAMESPACE, userId, () => `latchkey|${randomBytes(KEY_BYTES).toString('hex')}`);
  }

  /** Which account an id of a path names; our own ids do as well, since who has none of the others yet has that. */
  async find(id: string): Promise<UserReference> {
    const userId = isUuid(id) ? id.toLowerCase() : await this.aliases.findSubject(NAMESPACE, id);
    return userId === null ? null : { id: userId };
  }
}

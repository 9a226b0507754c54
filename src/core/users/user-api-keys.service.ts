import { Injectable } from '@nestjs/common';
import type { Principal } from '../../authorization/principal.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import type { ApiKeyView } from '../api-keys/api-key.row.js';
import { ApiKeyNotFoundError, BeyondOwnerError } from '../api-keys/api-keys.errors.js';
import { type ApiKeyInput, ApiKeysService, type ShownApiKey } from '../api-keys/api-keys.service.js';
import { AccountNotices } from '../mail-queue/account-notices.js';
import { grantText } from '../roles/grants.js';
import { type PermissionCheck, PermissionChecksService } from '../roles/permission-checks.service.js';
import { RolesService } from '../roles/roles.service.js';
import { UserDirectory } from './user-directory.js';
import type { UserReference } from './user-reference.js';
import { UserNotFoundError } from './users.errors.js';

/**
 * The API keys of an account, as an administrator sees, makes and ends them. Whoever makes one for somebody else could
 * set their password as well: the account holds nothing that the administrator lacks, and its owner is told.
 */
@Injectable()
export class UserApiKeysService {
  constructor(
    private readonly directory: UserDirectory,
    private readonly apiKeys: ApiKeysService,
    private readonly checks: PermissionChecksService,
    private readonly roles: RolesService,
    private readonly notices: AccountNotices,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Every key that is not revoked, newest first.
   * @throws UserNotFoundError
   */
  async list(caller: Principal, target: UserReference): Promise<ApiKeyView[]> {
    return this.apiKeys.listAll((await this.directory.read(caller, target)).id);
  }

  /**
   * Makes a key that may do no more than its owner.
   * @throws UserNotFoundError, BeyondOwnPermissionsError when the account holds more than the caller,
   * BeyondOwnerError, ExpiryNotInFutureError, TooManyApiKeysError
   */
  async create(caller: Principal, target: UserReference, input: ApiKeyInput): Promise<ShownApiKey> {
    return this.unitOfWork.run(async () => {
      const owner = await this.directory.get(target);
      await this.roles.assertMayAdminister(caller, owner.id);
      await this.assertWithinOwner(owner.id, input);
      const shown = await this.apiKeys.createFor(caller, owner.id, input);
      if (owner.id !== caller.userId) {
        await this.notices.signInMethodAdded(owner, 'an API key');
      }
      return shown;
    });
  }

  /**
   * Ends a key and everything made with it, at once.
   * @param prefix its public part
   * @throws UserNotFoundError, BeyondOwnPermissionsError, ApiKeyNotFoundError
   */
  async revoke(caller: Principal, target: UserReference, prefix: string): Promise<void> {
    await this.unitOfWork.run(async () => {
      const { id } = await this.directory.get(target);
      await this.roles.assertMayAdminister(caller, id);
      const apiKey = await this.apiKeys.findByPrefix(id, prefix);
      if (apiKey === null) {
        throw new ApiKeyNotFoundError();
      }
      await this.apiKeys.revokeOf(caller, id, apiKey.id);
    });
  }

  private async assertWithinOwner(ownerId: string, { permissions, grants }: ApiKeyInput): Promise<void> {
    const asked: PermissionCheck[] = [
      ...(permissions ?? []).map((permission) => ({ permission })),
      ...(grants ?? []),
    ];
    const results = await this.checks.check(ownerId, asked);
    if (results === null) {
      throw new UserNotFoundError();
    }
    const beyond = asked.filter((_, index) => results[index]?.allowed !== true);
    if (beyond.length > 0) {
      throw new BeyondOwnerError(
        beyond.map((check) => ('permission' in check ? check.permission : grantText(check))),
      );
    }
  }
}

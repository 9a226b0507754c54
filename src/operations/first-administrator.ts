import { randomBytes } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { AdministratorConfig } from '../config/administrator.config.js';
import { PasswordRefusedError } from '../core/identities/passwords.errors.js';
import { PasswordsService } from '../core/identities/passwords.service.js';
import { ADMIN_ROLE_ID } from '../core/roles/built-in-roles.js';
import { UsersService } from '../core/users/users.service.js';
import { statement, Sql } from '../database/sql.js';
import { UnitOfWork } from '../database/unit-of-work.js';

const lockFirstRun = statement('lock-first-run', 'SELECT pg_advisory_xact_lock(7203403)');
const anyUser = statement('any-user', 'SELECT 1 FROM users LIMIT 1');
const GENERATED_PASSWORD_BYTES = 15;

export interface FirstAdministratorMade {
  username: string;
  /** Null when it was chosen with ADMIN_PASSWORD. */
  generatedPassword: string | null;
}

/** Makes the administrator of an empty database, once, whichever replica comes first. */
@Injectable()
export class FirstAdministrator {
  private readonly logger = new Logger(FirstAdministrator.name);

  constructor(
    private readonly config: AdministratorConfig,
    private readonly users: UsersService,
    private readonly passwords: PasswordsService,
    private readonly sql: Sql,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** @returns what was made, null when there are accounts already */
  async ensure(): Promise<FirstAdministratorMade | null> {
    if (await this.hasAnyUser()) {
      return null;
    }
    const { username, email } = this.config;
    const generatedPassword =
      this.config.password === null ? randomBytes(GENERATED_PASSWORD_BYTES).toString('base64url') : null;
    const prepared = await this.users.prepare({ username, email, roles: [ADMIN_ROLE_ID] });
    const hash = await this.passwords.hash(this.config.password ?? generatedPassword ?? '');
    if (this.config.password !== null) {
      await this.warnOfWeakPassword(this.config.password);
    }
    return this.unitOfWork.run(async () => {
      await this.sql.query(lockFirstRun);
      if (await this.hasAnyUser()) {
        return null;
      }
      await this.users.createFirst({ ...prepared, hash });
      return { username, generatedPassword };
    });
  }

  /** The operator's own choice is taken as it is, but not in silence. */
  private async warnOfWeakPassword(password: string): Promise<void> {
    const { username, email } = this.config;
    try {
      await this.passwords.assertAcceptable(password, 'ADMIN_PASSWORD', { username, email });
    } catch (error) {
      if (!(error instanceof PasswordRefusedError)) {
        throw error;
      }
      this.logger.warn(`ADMIN_PASSWORD: ${error.message}`);
    }
  }

  private async hasAnyUser(): Promise<boolean> {
    return (await this.sql.query(anyUser)).length > 0;
  }
}

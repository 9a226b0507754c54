import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AdministratorConfig } from '../config/administrator.config.js';
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
  constructor(
    private readonly config: AdministratorConfig,
    private readonly users: UsersService,
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
    const password = this.config.password ?? generatedPassword ?? undefined;
    const prepared = await this.users.prepare({ username, email, password, roles: [ADMIN_ROLE_ID] });
    return this.unitOfWork.run(async () => {
      await this.sql.query(lockFirstRun);
      if (await this.hasAnyUser()) {
        return null;
      }
      await this.users.createFirst(prepared);
      return { username, generatedPassword };
    });
  }

  private async hasAnyUser(): Promise<boolean> {
    return (await this.sql.query(anyUser)).length > 0;
  }
}

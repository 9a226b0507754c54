import { Injectable } from '@nestjs/common';
import type { Account } from '../authorization/account.js';
import type { IdentityKey } from '../core/identities/identities.service.js';
import { RoleGraph } from '../core/roles/role-graph.js';
import { accountWithRoles, type AccountRow } from '../core/users/account.row.js';
import { statement, Sql } from '../database/sql.js';

interface SignInRow extends Omit<AccountRow, 'roles'> {
  role_keys: string | null;
}

const COLUMNS = `id, username, email, email_verified, display_name, first_name, last_name, nickname, phone, picture_url,
  contact_info, custom_claims, version, created_at, updated_at, last_sign_in_at, suspended, role_keys`;

const selectById = statement('select-sign-in-by-id', `SELECT ${COLUMNS} FROM accounts WHERE id = $1`);
const selectByIdentity = statement(
  'select-sign-in-by-identity',
  `SELECT ${COLUMNS}, identity_id FROM identity_accounts WHERE provider = $1 AND issuer = $2 AND subject = $3`,
);

/** An account that somebody may be about to sign in to, with what its roles allow. */
export interface SignInAccount {
  account: Account;
  /** In alphabetical order. */
  permissions: readonly string[];
}

/** The account that an identity opens. */
export interface IdentityOwner extends SignInAccount {
  identityId: string;
}

/** Reads whom a sign-in concerns, each time by one named statement: the account, its state and its roles. */
@Injectable()
export class SignInAccounts {
  constructor(
    private readonly sql: Sql,
    private readonly roleGraph: RoleGraph,
  ) {}

  /** @returns null when there is no such account */
  async find(id: string): Promise<SignInAccount | null> {
    const [row] = await this.sql.read<SignInRow>(selectById, [id]);
    return row === undefined ? null : this.of(row);
  }

  /** @returns null for an identity that opens no account */
  async findOwner({ provider, issuer, subject }: IdentityKey): Promise<IdentityOwner | null> {
    const [row] = await this.sql.read<SignInRow & { identity_id: string }>(selectByIdentity, [
      provider,
      issuer,
      subject,
    ]);
    return row === undefined ? null : { ...(await this.of(row)), identityId: row.identity_id };
  }

  /** The account of a row that was read with its roles by name and version. */
  async of(row: SignInRow): Promise<SignInAccount> {
    const { roles, givers } = await this.roleGraph.resolve(row.role_keys);
    return {
      account: accountWithRoles(row, roles),
      permissions: [...givers.keys()].sort(),
    };
  }
}

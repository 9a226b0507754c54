import { Injectable } from '@nestjs/common';
import type { Principal } from '../authorization/principal.js';
import { foldCase } from '../common/normal-form.js';
import { type RequestContext, runInRequest } from '../common/request-context.js';
import { ANONYMOUS, AuditService, userParty } from '../core/audit/audit.service.js';
import { PasswordsService, type PasswordProof } from '../core/identities/passwords.service.js';
import { RoleGraph } from '../core/roles/role-graph.js';
import { accountWithRoles, type AccountRow } from '../core/users/account.row.js';
import { parseUserReference } from '../core/users/user-reference.js';
import { UsersService } from '../core/users/users.service.js';
import { statement, Sql } from '../database/sql.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { KeyedDigest } from '../keys/keyed-digest.js';
import { RememberedPasswords } from './remembered-passwords.js';
import { SignInThrottle } from './sign-in.throttle.js';
import { SingleFlight } from './single-flight.js';
import { networkOf } from './throttle-rules.js';

interface PasswordPrincipalRow extends Omit<AccountRow, 'roles'> {
  role_keys: string | null;
  grants_version: string | null;
  /** Null for an account without a password. */
  password_hash: string | null;
  read_at: Date;
}

const COLUMNS = `id, username, email, email_verified, display_name, first_name, last_name, nickname, phone, picture_url,
  contact_info, custom_claims, version, created_at, updated_at, last_sign_in_at, suspended, role_keys, grants_version,
  password_hash, read_at`;

/** The one statement of every request with a password: account, its state, which roles in which version, and its hash. */
const selectByUsername = statement(
  'select-password-principal-by-username',
  `SELECT ${COLUMNS} FROM password_principals WHERE username_key = $1`,
);
const selectByEmail = statement(
  'select-password-principal-by-email',
  `SELECT ${COLUMNS} FROM password_principals WHERE email_key = $1`,
);

/**
 * Who a user name and password stand for right now. The first request costs a verification, those after it do not; the
 * account and the hash of its password are read anew for each, so whatever was revoked is refused at once.
 */
@Injectable()
export class PasswordPrincipals {
  private readonly remembered = new RememberedPasswords();
  private readonly flights = new SingleFlight<boolean>();

  constructor(
    private readonly sql: Sql,
    private readonly roleGraph: RoleGraph,
    private readonly passwords: PasswordsService,
    private readonly users: UsersService,
    private readonly throttle: SignInThrottle,
    private readonly digest: KeyedDigest,
    private readonly audit: AuditService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * @param identifier a user name or an e-mail address
   * @param origin where the request comes from, for counting and writing down an attempt
   * @returns null when there is no such account, the password is another one, or the account may not sign in; all after
   * the same work
   * @throws TooManyAttemptsError, BusyError
   */
  async prove(identifier: string, password: string, origin: RequestContext): Promise<Principal | null> {
    const row = await this.select(identifier);
    const subject = row?.id ?? foldCase(identifier.trim());
    const name = this.remembered.nameOf(subject, password);
    if (row !== null && this.isProven(row, name)) {
      return this.principalOf(row);
    }
    // The same attempt from the same place is one attempt, however many ask at once.
    const isRight = await this.flights.run(`${name} ${networkOf(origin)}`, () =>
      runInRequest(origin, () => this.attempt(row, subject, name, password)),
    );
    const after = isRight ? await this.select(identifier) : null;
    return after !== null && this.isProven(after, name) ? this.principalOf(after) : null;
  }

  private isProven(row: PasswordPrincipalRow, name: string): boolean {
    return !row.suspended && row.password_hash !== null && this.remembered.has(name, row.password_hash);
  }

  private async select(identifier: string): Promise<PasswordPrincipalRow | null> {
    const reference = parseUserReference(identifier);
    const [row] =
      reference !== null && 'email' in reference
        ? await this.sql.read<PasswordPrincipalRow>(selectByEmail, [reference.email])
        : await this.sql.read<PasswordPrincipalRow>(selectByUsername, [
            reference !== null && 'username' in reference ? reference.username : null,
          ]);
    return row ?? null;
  }

  /** One attempt, counted before it is made like every sign-in. */
  private async attempt(
    row: PasswordPrincipalRow | null,
    subject: string,
    name: string,
    password: string,
  ): Promise<boolean> {
    await this.throttle.reserveSignIn(subject);
    const proof = await this.passwords.verify(row?.id ?? null, password);
    const isRight = row !== null && proof !== null && !row.suspended && (await this.accept(proof, subject));
    if (!isRight || proof === null) {
      await this.noteRefusal(row?.id ?? null, subject);
      return false;
    }
    this.remembered.add(name, proof.hash);
    return true;
  }

  private accept(proof: PasswordProof, subject: string): Promise<boolean> {
    return this.unitOfWork.run(async () => {
      if (!(await this.passwords.isStillProven(proof))) {
        return false;
      }
      await this.throttle.forgetFailures(subject);
      await this.users.noteSignIn(proof.userId);
      await this.audit.record({
        event: 'password.accepted',
        outcome: 'success',
        actor: userParty(proof.userId),
        subject: userParty(proof.userId),
      });
      return true;
    });
  }

  private async noteRefusal(userId: string | null, subject: string): Promise<void> {
    await this.audit.record({
      event: 'password.accepted',
      outcome: 'failure',
      reason: 'credentials_refused',
      actor: ANONYMOUS,
      subject:
        userId === null
          ? { kind: 'identifier', id: this.digest.of('unknown identifier', subject) }
          : userParty(userId),
    });
  }

  private async principalOf(row: PasswordPrincipalRow): Promise<Principal> {
    const roleSet = await this.roleGraph.resolve(row.role_keys);
    return {
      userId: row.id,
      account: accountWithRoles(row, roleSet.roles),
      credential: 'basic',
      sessionId: null,
      apiKeyId: null,
      applicationId: null,
      profileId: null,
      // The password came with this very request.
      authenticatedAt: row.read_at,
      amr: ['pwd'],
      permissions: roleSet.permissions,
      source: { roleSet, grantsVersion: row.grants_version },
    };
  }
}

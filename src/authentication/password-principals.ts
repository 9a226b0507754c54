import { Injectable } from '@nestjs/common';
import type { Principal } from '../authorization/principal.js';
import { foldCase } from '../common/normal-form.js';
import { type RequestContext, runInRequest } from '../common/request-context.js';
import { ANONYMOUS, AuditService, userParty } from '../core/audit/audit.service.js';
import { PasswordsService, type PasswordProof } from '../core/identities/passwords.service.js';
import { RoleGraph } from '../core/roles/role-graph.js';
import { accountWithRoles } from '../core/users/account.row.js';
import { UsersService } from '../core/users/users.service.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { KeyedDigest } from '../keys/keyed-digest.js';
import { type PasswordAccountRow, PasswordAccounts, passwordOf } from './password-accounts.js';
import { RememberedPasswords } from './remembered-passwords.js';
import { SignInThrottle } from './sign-in.throttle.js';
import { SingleFlight } from './single-flight.js';
import { networkOf } from './throttle-rules.js';

/**
 * Who a user name and password stand for right now. The first request costs a verification, those after it do not; the
 * account and the hash of its password are read anew for each, so whatever was revoked is refused at once.
 */
@Injectable()
export class PasswordPrincipals {
  private readonly remembered = new RememberedPasswords();
  private readonly flights = new SingleFlight<boolean>();

  constructor(
    private readonly accounts: PasswordAccounts,
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
    const row = await this.accounts.find(identifier);
    const subject = row?.id ?? foldCase(identifier.trim());
    const name = this.remembered.nameOf(subject, password);
    if (row !== null && this.isProven(row, name)) {
      return this.principalOf(row);
    }
    // The same attempt from the same place is one attempt, however many ask at once.
    const isRight = await this.flights.run(`${name} ${networkOf(origin)}`, () =>
      runInRequest(origin, () => this.attempt(row, subject, name, password)),
    );
    const after = isRight ? await this.accounts.find(identifier) : null;
    return after !== null && this.isProven(after, name) ? this.principalOf(after) : null;
  }

  private isProven(row: PasswordAccountRow, name: string): boolean {
    return !row.suspended && row.password_hash !== null && this.remembered.has(name, row.password_hash);
  }

  /** One attempt, counted before it is made like every sign-in. */
  private async attempt(
    row: PasswordAccountRow | null,
    subject: string,
    name: string,
    password: string,
  ): Promise<boolean> {
    await this.throttle.reserveSignIn(subject);
    const proof = await this.passwords.verifyStored(row?.id ?? null, password, row && passwordOf(row));
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

  private async principalOf(row: PasswordAccountRow): Promise<Principal> {
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

import { Injectable } from '@nestjs/common';
import { SignUpConfig } from '../config/sign-up.config.js';
import {
  AccountsService,
  type CreatedAccount,
  type NewAccountInput,
  type PreparedAccount,
} from '../core/accounts/accounts.service.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { SignUpClosedError } from './authentication.errors.js';
import { EmailVerificationService } from './mail-flows/email-verification.service.js';
import { BY_PASSWORD, type SignedIn, SignInService } from './sign-in.service.js';
import { SignInThrottle } from './sign-in.throttle.js';

export interface SignUpInput {
  email: string;
  password: string;
  username?: string | null;
  displayName?: string | null;
  firstName?: string | null;
  lastName?: string | null;
  phone?: string | null;
  /** How they appear within the application they sign up from; its id or name. */
  profile?: { applicationId: string; displayName?: string | null };
}

/** Creates accounts for the people who ask for one, and signs them in. */
@Injectable()
export class SignUpService {
  constructor(
    private readonly config: SignUpConfig,
    private readonly accounts: AccountsService,
    private readonly signIn: SignInService,
    private readonly throttle: SignInThrottle,
    private readonly verifications: EmailVerificationService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Makes an account, with a profile when one is given, and signs it in with that.
   * @throws SignUpClosedError, TooManyAttemptsError, ApplicationNotFoundError, EmailTakenError, UsernameTakenError,
   * PasswordRefusedError, BusyError
   */
  async signUp(input: SignUpInput): Promise<SignedIn> {
    const prepared = await this.prepare(accountOf(input));
    return this.unitOfWork.run(async () => {
      const { account, profiles } = await this.make(prepared);
      return this.signIn.openFor(account, {
        ...BY_PASSWORD,
        applicationId: profiles[0]?.applicationId,
        profileId: profiles[0]?.id,
      });
    });
  }

  /**
   * Makes an account, with profiles when there are some, and leaves signing in to its owner. Role `user` and nothing else,
   * whatever the input says.
   * @throws what `signUp` throws
   */
  async register(input: Omit<NewAccountInput, 'roles' | 'grants'>): Promise<CreatedAccount> {
    const prepared = await this.prepare(input);
    return this.unitOfWork.run(() => this.make(prepared));
  }

  /** @throws SignUpClosedError */
  assertOpen(): void {
    if (!this.config.isOpen) {
      throw new SignUpClosedError();
    }
  }

  private async prepare(input: NewAccountInput): Promise<PreparedAccount> {
    this.assertOpen();
    await this.throttle.reserveSignUp();
    return this.accounts.prepare(input);
  }

  private async make(prepared: PreparedAccount): Promise<CreatedAccount> {
    const created = await this.accounts.signUp(prepared);
    await this.verifications.sendTo(created.account);
    return created;
  }
}

function accountOf({ profile, ...input }: SignUpInput): NewAccountInput {
  return { ...input, profiles: profile === undefined ? [] : [profile] };
}

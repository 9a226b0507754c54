import { Injectable } from '@nestjs/common';
import { SignUpConfig } from '../config/sign-up.config.js';
import { UsersService } from '../core/users/users.service.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { SignUpClosedError } from './authentication.errors.js';
import { EmailVerificationService } from './mail-flows/email-verification.service.js';
import { type SignedIn, SignInService } from './sign-in.service.js';
import { SignInThrottle } from './sign-in.throttle.js';

export interface SignUpInput {
  email: string;
  password: string;
  username?: string | null;
  displayName?: string | null;
  firstName?: string | null;
  lastName?: string | null;
  phone?: string | null;
}

/** Creates accounts for the people who ask for one, and signs them in. */
@Injectable()
export class SignUpService {
  constructor(
    private readonly config: SignUpConfig,
    private readonly users: UsersService,
    private readonly signIn: SignInService,
    private readonly throttle: SignInThrottle,
    private readonly verifications: EmailVerificationService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** @throws SignUpClosedError, TooManyAttemptsError, EmailTakenError, UsernameTakenError, PasswordRefusedError, BusyError */
  async signUp(input: SignUpInput): Promise<SignedIn> {
    if (!this.config.isOpen) {
      throw new SignUpClosedError();
    }
    await this.throttle.reserveSignUp();
    const prepared = await this.users.prepare(input);
    return this.unitOfWork.run(async () => {
      const account = await this.users.signUp(prepared);
      await this.verifications.sendTo(account);
      return this.signIn.openFor(account);
    });
  }
}

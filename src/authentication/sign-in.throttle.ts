import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../common/request-context.js';
import { KeyedDigest } from '../keys/keyed-digest.js';
import { TooManyAttemptsError } from '../throttling/throttle.errors.js';
import { ThrottleService, type ThrottleRule } from '../throttling/throttle.service.js';
import { LockOutAudit } from './lock-out.audit.js';
import { currentNetwork, fixedWindow, HOUR_SECONDS, MINUTE_SECONDS, networkOf } from './throttle-rules.js';

/** Failures in a row are counted until a success, however long that takes. */
const FOREVER_SECONDS = 10 * 365 * 24 * HOUR_SECONDS;

/**
 * How often sign-in and sign-up may be tried: security baseline 4. An attempt is counted before it is made, by account,
 * or by the identifier that was typed where there is no such account, so that both are answered alike.
 */
@Injectable()
export class SignInThrottle {
  constructor(
    private readonly throttle: ThrottleService,
    private readonly digest: KeyedDigest,
    private readonly lockOuts: LockOutAudit,
  ) {}

  /**
   * @param subject the id of the account, or the normal form of an identifier that has none
   * @throws TooManyAttemptsError
   */
  async reserveSignIn(subject: string): Promise<void> {
    try {
      await this.throttle.reserve(this.signInRules(subject, currentNetwork()));
    } catch (error) {
      if (error instanceof TooManyAttemptsError) {
        await this.lockOuts.note(error, subject);
      }
      throw error;
    }
  }

  /**
   * For a sign-in by a provider: nothing is guessed there, so only the network counts, and who is locked out with a
   * password still comes in.
   * @throws TooManyAttemptsError
   */
  async reserveProviderSignIn(request: RequestContext): Promise<void> {
    await this.throttle.reserve([this.networkRule(networkOf(request))]);
  }

  private networkRule(network: string): ThrottleRule {
    return fixedWindow(`sign-in:network:${network}`, 60, 5 * MINUTE_SECONDS);
  }

  private signInRules(subject: string, network: string): ThrottleRule[] {
    return [
      this.networkRule(network),
      {
        key: this.pairKey(subject, network),
        limit: 10,
        windowSeconds: 15 * MINUTE_SECONDS,
        firstBlockSeconds: 30,
        maxBlockSeconds: HOUR_SECONDS,
      },
      {
        key: this.subjectKey(subject),
        limit: 100,
        windowSeconds: FOREVER_SECONDS,
        firstBlockSeconds: HOUR_SECONDS,
        maxBlockSeconds: HOUR_SECONDS,
      },
    ];
  }

  /** A success forgets the failures before it; in the transaction of the sign-in. */
  async forgetFailures(subject: string): Promise<void> {
    await this.throttle.forget(this.failuresOf(subject));
  }

  /** The counters that a success forgets, for the statement that carries it out; null where nothing is counted. */
  countersOf(subject: string): string[] | null {
    return this.throttle.isOn ? this.failuresOf(subject) : null;
  }

  /** A new password forgets the failures from everywhere; in the transaction that sets it. */
  async forgetAllFailures(subject: string): Promise<void> {
    await this.throttle.forgetUnder(this.subjectKey(subject));
  }

  /** @throws TooManyAttemptsError */
  async reserveSignUp(): Promise<void> {
    await this.throttle.reserve([fixedWindow(`sign-up:network:${currentNetwork()}`, 20, HOUR_SECONDS)]);
  }

  private failuresOf(subject: string): string[] {
    return [this.pairKey(subject, currentNetwork()), this.subjectKey(subject)];
  }

  private pairKey(subject: string, network: string): string {
    return `sign-in:subject:${this.digest.of('sign-in subject', subject)}:${network}`;
  }

  private subjectKey(subject: string): string {
    return `sign-in:subject:${this.digest.of('sign-in subject', subject)}`;
  }
}

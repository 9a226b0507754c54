import { Injectable } from '@nestjs/common';
import { currentRequest } from '../common/request-context.js';
import { clientNetwork } from '../http/ip-address.js';
import { KeyedDigest } from '../keys/keyed-digest.js';
import { ThrottleService, type ThrottleRule } from '../throttling/throttle.service.js';

const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 3_600;
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
  ) {}

  /**
   * @param subject the id of the account, or the normal form of an identifier that has none
   * @throws TooManyAttemptsError
   */
  async reserveSignIn(subject: string): Promise<void> {
    const network = currentNetwork();
    await this.throttle.reserve([
      fixedWindow(`sign-in:network:${network}`, 60, 5 * MINUTE_SECONDS),
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
    ]);
  }

  /** A success forgets the failures before it; in the transaction of the sign-in. */
  async forgetFailures(subject: string): Promise<void> {
    await this.throttle.forget([this.pairKey(subject, currentNetwork()), this.subjectKey(subject)]);
  }

  /** @throws TooManyAttemptsError */
  async reserveSignUp(): Promise<void> {
    await this.throttle.reserve([fixedWindow(`sign-up:network:${currentNetwork()}`, 20, HOUR_SECONDS)]);
  }

  private pairKey(subject: string, network: string): string {
    return `sign-in:subject:${this.digest.of('sign-in subject', subject)}:${network}`;
  }

  private subjectKey(subject: string): string {
    return `sign-in:subject:${this.digest.of('sign-in subject', subject)}`;
  }
}

function currentNetwork(): string {
  return clientNetwork(currentRequest().ipAddress ?? 'unknown');
}

function fixedWindow(key: string, limit: number, windowSeconds: number): ThrottleRule {
  return { key, limit, windowSeconds, firstBlockSeconds: 0, maxBlockSeconds: 0 };
}

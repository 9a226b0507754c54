import { Injectable } from '@nestjs/common';
import { KeyedDigest } from '../keys/keyed-digest.js';
import { ThrottleService } from '../throttling/throttle.service.js';
import { currentNetwork, fixedWindow, HOUR_SECONDS } from './throttle-rules.js';

/** How often links may be asked for by mail: security baseline 4. */
@Injectable()
export class ResetThrottle {
  constructor(
    private readonly throttle: ThrottleService,
    private readonly digest: KeyedDigest,
  ) {}

  /** @throws TooManyAttemptsError when the network has asked too often */
  async reserve(): Promise<void> {
    await this.throttle.reserve([fixedWindow(`mail:network:${currentNetwork()}`, 20, HOUR_SECONDS)]);
  }

  /**
   * Whether another mail may go to this address. Never an error: that would tell who else asked for it.
   * @param emailKey the address in its normal form, whether or not anybody has it
   */
  isAllowed(emailKey: string): Promise<boolean> {
    const key = `mail:address:${this.digest.of('mail address', emailKey)}`;
    return this.throttle.tryReserve([fixedWindow(key, 3, HOUR_SECONDS)]);
  }
}

import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { runWithoutRequest } from '../common/request-context.js';
import { EventsService } from '../core/events/events.service.js';
import { UsedTokens } from '../core/identities/used-tokens.js';
import { LinksService } from '../core/links/links.service.js';
import { OpaqueTokensService } from '../core/opaque-tokens/opaque-tokens.service.js';
import { RedirectStates } from '../core/redirects/redirect-states.service.js';
import { SignInCodes } from '../core/redirects/sign-in-codes.service.js';
import { SessionsService } from '../core/sessions/sessions.service.js';
import { ExchangeService } from '../core/wallet/currencies/exchange.service.js';
import { IdempotencyService } from '../idempotency/idempotency.service.js';
import { ThrottleService } from '../throttling/throttle.service.js';
import { KeyRotation } from './key-rotation.js';

const INTERVAL_MS = 10 * 60 * 1_000;

/** Removes what has served its time, in small bites. Every replica does it; rows that another one holds are passed over. */
@Injectable()
export class Housekeeping implements OnModuleDestroy {
  private readonly logger = new Logger(Housekeeping.name);
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly throttle: ThrottleService,
    private readonly idempotency: IdempotencyService,
    private readonly sessions: SessionsService,
    private readonly opaqueTokens: OpaqueTokensService,
    private readonly events: EventsService,
    private readonly links: LinksService,
    private readonly usedTokens: UsedTokens,
    private readonly redirectStates: RedirectStates,
    private readonly signInCodes: SignInCodes,
    private readonly keyRotation: KeyRotation,
    private readonly exchange: ExchangeService,
  ) {}

  start(): void {
    this.timer = setInterval(() => void this.run(), INTERVAL_MS);
    this.timer.unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  async run(): Promise<void> {
    const tasks: (() => Promise<unknown>)[] = [
      () => this.throttle.forgetExpired(),
      () => this.idempotency.deleteOld(),
      () => this.sessions.deleteOld(),
      () => this.opaqueTokens.deleteOld(),
      () => this.events.deleteOld(),
      () => this.links.deleteExpired(),
      () => this.usedTokens.deleteExpired(),
      () => this.redirectStates.deleteExpired(),
      () => this.signInCodes.deleteExpired(),
      () => this.keyRotation.retire(),
      () => this.exchange.deleteOld(),
    ];
    for (const task of tasks) {
      try {
        await runWithoutRequest(task);
      } catch (error) {
        this.logger.warn({
          message: 'Housekeeping could not finish and will try again later.',
          cause: String(error),
        });
      }
    }
  }
}

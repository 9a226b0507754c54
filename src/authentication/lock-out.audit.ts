import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { isUuid } from '../common/ids.js';
import { ANONYMOUS, AuditService, userParty } from '../core/audit/audit.service.js';
import { KeyedDigest } from '../keys/keyed-digest.js';
import type { TooManyAttemptsError } from '../throttling/throttle.errors.js';

const MAX_REMEMBERED = 10_000;
const MS_PER_SECOND = 1_000;

/** Writes lock-outs into the audit trail: each once, however often it is run into, so that nobody can flood the trail. */
@Injectable()
export class LockOutAudit {
  private readonly noted = new LRUCache<string, true>({ max: MAX_REMEMBERED });

  constructor(
    private readonly audit: AuditService,
    private readonly digest: KeyedDigest,
  ) {}

  /** @param subject the id of the account, or the normal form of an identifier that has none */
  async note({ ruleKey, retryAfterSeconds = 1 }: TooManyAttemptsError, subject: string): Promise<void> {
    if (this.noted.has(ruleKey)) {
      return;
    }
    this.noted.set(ruleKey, true, { ttl: retryAfterSeconds * MS_PER_SECOND });
    await this.audit.record({
      event: 'sign_in.locked_out',
      outcome: 'denied',
      reason: 'throttling.too_many_attempts',
      actor: ANONYMOUS,
      subject: isUuid(subject)
        ? userParty(subject)
        : { kind: 'identifier', id: this.digest.of('unknown identifier', subject) },
      changed: { retryAfterSeconds },
    });
  }
}

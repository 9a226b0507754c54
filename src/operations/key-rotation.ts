import { Injectable, Logger } from '@nestjs/common';
import { ApplicationProviders } from '../core/applications/application-providers.service.js';
import { AuditService, SYSTEM } from '../core/audit/audit.service.js';
import { PasswordsService } from '../core/identities/passwords.service.js';
import { MailQueue } from '../core/mail-queue/mail-queue.service.js';
import { SecretsService } from '../core/secrets/secrets.service.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { KeyRing, type KeyPurpose, type ReplacedKey } from '../keys/key-ring.js';

const HOUR_SECONDS = 3_600;
const DAY_SECONDS = 24 * HOUR_SECONDS;

/**
 * How long a key verifies on after another took over: the longest lifetime of what it protects, and something for clocks.
 * Null: as long as anything is left that it protects.
 */
const KEPT_SECONDS: Record<KeyPurpose, number | null> = {
  signing: HOUR_SECONDS,
  refresh: 31 * DAY_SECONDS,
  cursor: 7 * DAY_SECONDS,
  encryption: null,
  pepper: null,
  audit: null,
};

/** Changes the keys of the installation while it runs, and retires old ones when nothing needs them any more. */
@Injectable()
export class KeyRotation {
  private readonly logger = new Logger(KeyRotation.name);

  constructor(
    private readonly keys: KeyRing,
    private readonly secrets: SecretsService,
    private readonly providers: ApplicationProviders,
    private readonly mails: MailQueue,
    private readonly passwords: PasswordsService,
    private readonly audit: AuditService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Makes a new key for each purpose and puts every key under the first of SECRET_KEY. Running replicas notice by themselves. */
  async rotate(purposes: readonly KeyPurpose[]): Promise<void> {
    await this.unitOfWork.run(async () => {
      const rewrapped = await this.keys.rewrap();
      const made = await this.keys.rotate(purposes);
      await this.audit.record({
        event: 'keys.rotated',
        outcome: 'success',
        actor: SYSTEM,
        subject: SYSTEM,
        changed: { made, rewrapped },
      });
    });
    await this.keys.reload();
  }

  /** Encrypts anew what is under older keys, and retires the keys that nothing needs any more. */
  async retire(): Promise<void> {
    await this.secrets.reencrypt();
    await this.providers.reencrypt();
    for (const key of await this.keys.replaced()) {
      if (await this.isDispensable(key)) {
        await this.unitOfWork.run(async () => {
          await this.keys.retire(key.id);
          await this.audit.record({
            event: 'keys.retired',
            outcome: 'success',
            actor: SYSTEM,
            subject: SYSTEM,
            changed: { key: key.id, purpose: key.purpose },
          });
        });
        this.logger.log(`The ${key.purpose} key ${key.id} was retired.`);
      }
    }
  }

  private async isDispensable({ id, purpose, replacedSeconds }: ReplacedKey): Promise<boolean> {
    const kept = KEPT_SECONDS[purpose];
    if (kept !== null) {
      return replacedSeconds > kept;
    }
    // Whoever used it a moment before the change may not have stored the result yet.
    if (replacedSeconds < HOUR_SECONDS) {
      return false;
    }
    switch (purpose) {
      case 'encryption':
        return !(
          (await this.secrets.needsKey(id)) ||
          (await this.providers.needsKey(id)) ||
          (await this.mails.needsKey(id))
        );
      case 'pepper':
        return !(await this.passwords.needsPepper(id));
      default:
        return false;
    }
  }
}

import { Injectable } from '@nestjs/common';
import { AuditSealer } from '../core/audit/audit-sealer.js';
import { MailWorker } from '../core/mail-queue/mail-worker.js';
import { KeyRing } from '../keys/key-ring.js';

/** What goes on beside the requests, once the database is ready. Each ends by itself when the process stops. */
@Injectable()
export class Background {
  constructor(
    private readonly mails: MailWorker,
    private readonly sealer: AuditSealer,
    private readonly keys: KeyRing,
  ) {}

  start(): void {
    this.mails.start();
    this.sealer.start();
    this.keys.watch();
  }
}

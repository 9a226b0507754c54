import { Injectable } from '@nestjs/common';
import { MailWorker } from '../core/mail-queue/mail-worker.js';

/** What goes on beside the requests, once the database is ready. Each ends by itself when the process stops. */
@Injectable()
export class Background {
  constructor(private readonly mails: MailWorker) {}

  start(): void {
    this.mails.start();
  }
}

import { Global, Module } from '@nestjs/common';
import { MailModule } from '../../mail/mail.module.js';
import { AccountNotices } from './account-notices.js';
import { MailQueue } from './mail-queue.service.js';
import { MailWorker } from './mail-worker.js';

/** Global, because every module of core may have something to tell an owner. */
@Global()
@Module({
  imports: [MailModule],
  providers: [AccountNotices, MailQueue, MailWorker],
  exports: [AccountNotices, MailQueue, MailWorker],
})
export class MailQueueModule {}

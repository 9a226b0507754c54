import { Module } from '@nestjs/common';
import { DevMailController } from './dev-mail.controller.js';
import { MailTemplates } from './mail-templates.js';
import { MailTransport } from './mail-transport.js';

/** The words of mails and the way they leave; when and to whom is for others. */
@Module({
  controllers: [DevMailController],
  providers: [MailTemplates, MailTransport],
  exports: [MailTemplates, MailTransport],
})
export class MailModule {}

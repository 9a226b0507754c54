import { Module } from '@nestjs/common';
import { AccountDeletion } from '../users/account-deletion.js';
import { UsersModule } from '../users/users.module.js';
import { AliasesService } from './aliases.service.js';

@Module({ imports: [UsersModule], providers: [AliasesService], exports: [AliasesService] })
export class AliasesModule {
  constructor(deletion: AccountDeletion, aliases: AliasesService) {
    deletion.register((userId) => aliases.deleteAll(userId));
  }
}

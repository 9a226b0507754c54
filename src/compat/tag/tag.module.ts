import { Module } from '@nestjs/common';
import { AuthenticationModule } from '../../authentication/authentication.module.js';
import { UsersModule } from '../../core/users/users.module.js';
import type { Dialect } from '../dialect.js';
import { TagTokenController } from './tag-token.controller.js';
import { TagUserController } from './tag-user.controller.js';
import { tagMounts } from './tag.face.js';

@Module({
  imports: [AuthenticationModule, UsersModule],
  controllers: [TagUserController, TagTokenController],
})
class TagModule {}

/** The user API of TAG by Satellite. */
export const tag: Dialect = { module: TagModule, mounts: tagMounts };

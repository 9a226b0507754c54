import { Module } from '@nestjs/common';
import { OpaqueTokensService } from './opaque-tokens.service.js';

@Module({ providers: [OpaqueTokensService], exports: [OpaqueTokensService] })
export class OpaqueTokensModule {}

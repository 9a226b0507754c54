import { Global, Module } from '@nestjs/common';
import { AuditService } from './audit.service.js';

/** Global, because every module of core writes to the trail. */
@Global()
@Module({ providers: [AuditService], exports: [AuditService] })
export class AuditModule {}

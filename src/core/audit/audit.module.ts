import { Global, Module } from '@nestjs/common';
import { AuditChain } from './audit-chain.js';
import { AuditEventsController } from './audit-events.controller.js';
import { AuditSealer } from './audit-sealer.js';
import { AuditTrail } from './audit-trail.js';
import { AuditVerifier } from './audit-verifier.js';
import { AuditService } from './audit.service.js';

/** Global, because every module of core writes to the trail. */
@Global()
@Module({
  controllers: [AuditEventsController],
  providers: [AuditChain, AuditSealer, AuditService, AuditTrail, AuditVerifier],
  exports: [AuditSealer, AuditService, AuditTrail, AuditVerifier],
})
export class AuditModule {}

import { Global, Module } from '@nestjs/common';
import { PersonalData } from '../personal-data/personal-data.js';
import { AuditChain } from './audit-chain.js';
import { AuditEventsController } from './audit-events.controller.js';
import { AuditSealer } from './audit-sealer.js';
import { AuditTrail } from './audit-trail.js';
import { AuditVerifier } from './audit-verifier.js';
import { AuditService } from './audit.service.js';
import { AuditEventDto } from './dto/audit-event.dto.js';

/** Global, because every module of core writes to the trail. */
@Global()
@Module({
  controllers: [AuditEventsController],
  providers: [AuditChain, AuditSealer, AuditService, AuditTrail, AuditVerifier],
  exports: [AuditSealer, AuditService, AuditTrail, AuditVerifier],
})
export class AuditModule {
  constructor(data: PersonalData, trail: AuditTrail) {
    data.add('auditEvents', ({ userId }) => eventsOf(trail, userId));
  }
}

async function* eventsOf(trail: AuditTrail, userId: string): AsyncGenerator<AuditEventDto> {
  for await (const row of trail.export({ concerning: userId })) {
    yield AuditEventDto.of(row);
  }
}

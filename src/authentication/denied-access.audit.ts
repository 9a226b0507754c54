import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { runInRequest } from '../common/request-context.js';
import { actorOf, AuditService } from '../core/audit/audit.service.js';
import { ClientContext } from '../http/client-context.js';

const FORBIDDEN = 403;

/**
 * Writes denied access into the audit trail: whatever a signed-in caller was answered 403 for, by a guard or by a
 * service, on whichever mount. Nothing was changed, so it goes in by itself, once the answer is out.
 */
@Injectable()
export class DeniedAccessAudit implements OnModuleDestroy {
  private readonly logger = new Logger(DeniedAccessAudit.name);
  private readonly pending = new Set<Promise<void>>();

  constructor(private readonly audit: AuditService) {}

  /** To be told of every answer. */
  observe(request: FastifyRequest, reply: FastifyReply): void {
    if (reply.statusCode !== FORBIDDEN || request.principal === undefined) {
      return;
    }
    const note = this.note(request).catch((error: unknown) =>
      this.logger.warn({ message: 'A denied access could not be written down.', cause: String(error) }),
    );
    this.pending.add(note);
    void note.finally(() => this.pending.delete(note));
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.pending);
  }

  private async note(request: FastifyRequest): Promise<void> {
    const { principal, failureCode, method, routeOptions } = request;
    if (principal === undefined) {
      return;
    }
    await runInRequest(new ClientContext(request), () =>
      this.audit.record({
        event: 'access.denied',
        outcome: 'denied',
        reason: failureCode,
        actor: actorOf(principal),
        subject: { kind: 'route', id: `${method} ${routeOptions.url ?? ''}` },
        sessionId: principal.sessionId,
      }),
    );
  }
}

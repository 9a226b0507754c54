import { Readable } from 'node:stream';
import { Controller, Get, Headers, Query, Res } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiOperation, ApiTags, getSchemaPath } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { RequirePermissions } from '../../authorization/access.decorators.js';
import { Caller } from '../../authorization/caller.decorator.js';
import type { Principal } from '../../authorization/principal.js';
import type { AuditEventRow } from './audit-event.row.js';
import { type AuditFilter, AuditTrail } from './audit-trail.js';
import { AuditEventDto, AuditEventPageDto } from './dto/audit-event.dto.js';
import { ListAuditEventsQueryDto } from './dto/list-audit-events.query.dto.js';

const JSON_LINES = 'application/x-ndjson';
/** As the members of `AuditEventDto` are given. */
const LINES_EXAMPLE = `${JSON.stringify({
  id: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a90',
  at: '2026-01-31T12:00:00.000Z',
  event: 'session.created',
  outcome: 'success',
  reason: null,
  actor: { kind: 'user', id: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a77' },
  subject: { kind: 'user', id: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a77' },
  applicationId: null,
  sessionId: null,
  ipAddress: '192.0.2.10',
  userAgent: 'Mozilla/5.0',
  requestId: '3f0c2a90',
  changed: null,
  hash: null,
})}\n`;

@ApiTags('Audit')
@ApiExtraModels(AuditEventPageDto)
@Controller('v1/audit-events')
export class AuditEventsController {
  constructor(private readonly trail: AuditTrail) {}

  @Get()
  @RequirePermissions('read:audit')
  @ApiOperation({
    operationId: 'listAuditEvents',
    summary: 'Read the audit trail, newest first',
    description: `With \`Accept: ${JSON_LINES}\` every event that fits, one a line.`,
  })
  @ApiOkResponse({
    content: {
      'application/json': { schema: { $ref: getSchemaPath(AuditEventPageDto) } },
      [JSON_LINES]: {
        schema: { type: 'string', description: 'Each line is one event, as it is in a page.' },
        example: LINES_EXAMPLE,
      },
    },
  })
  async list(
    @Caller() caller: Principal,
    @Query() query: ListAuditEventsQueryDto,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AuditEventPageDto | Readable> {
    const filter = filterOf(query);
    if (accept?.includes(JSON_LINES)) {
      reply.type(JSON_LINES);
      return Readable.from(linesOf(this.trail.export(filter)));
    }
    return AuditEventPageDto.of(await this.trail.list(caller, filter, query.limit, query.cursor));
  }
}

function filterOf({ actor, subject, event, from, to }: ListAuditEventsQueryDto): AuditFilter {
  return {
    actor,
    subject,
    event,
    from: from ? new Date(from) : undefined,
    to: to ? new Date(to) : undefined,
  };
}

async function* linesOf(rows: AsyncIterable<AuditEventRow>): AsyncGenerator<string> {
  for await (const row of rows) {
    yield `${JSON.stringify(AuditEventDto.of(row))}\n`;
  }
}

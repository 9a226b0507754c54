import { Readable } from 'node:stream';
import { Controller, Get, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { SignedIn } from '../../authorization/access.decorators.js';
import { Caller } from '../../authorization/caller.decorator.js';
import type { Principal } from '../../authorization/principal.js';
import { PersonalData } from './personal-data.js';

const EXAMPLE = {
  exportedAt: '2026-01-31T12:00:00.000Z',
  user: { id: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a77', email: 'ada@example.com', displayName: 'Ada Lovelace' },
  password: { changedAt: '2026-01-30T12:00:00.000Z' },
  apiKeys: [],
  secrets: [],
};

@ApiTags('Users')
@Controller('v1/users/me/export')
export class PersonalDataController {
  constructor(private readonly data: PersonalData) {}

  @Get()
  @SignedIn()
  @ApiOperation({
    operationId: 'exportPersonalData',
    summary: 'Export everything held about oneself',
    description: 'One JSON document. Passwords, keys and secrets are named, never shown.',
  })
  @ApiOkResponse({
    schema: {
      type: 'object',
      required: ['exportedAt', 'user'],
      properties: {
        exportedAt: { type: 'string', format: 'date-time', description: 'When it was read.' },
        user: { type: 'object', description: 'The account.', additionalProperties: true },
      },
      description: 'Besides these a member for each part of the service that holds something about people.',
      additionalProperties: true,
    },
    example: EXAMPLE,
  })
  export(@Caller() caller: Principal, @Res({ passthrough: true }) reply: FastifyReply): Readable {
    reply.type('application/json').header('content-disposition', 'attachment; filename="export.json"');
    return Readable.from(this.data.export(caller));
  }
}

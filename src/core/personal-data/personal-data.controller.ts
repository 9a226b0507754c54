import { Readable } from 'node:stream';
import { Controller, Get, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { SignedIn } from '../../authorization/access.decorators.js';
import { Caller } from '../../authorization/caller.decorator.js';
import type { Principal } from '../../authorization/principal.js';
import { PersonalData } from './personal-data.js';

@ApiTags('Users')
@Controller('v1/users/me/export')
export class PersonalDataController {
  constructor(private readonly data: PersonalData) {}

  @Get()
  @SignedIn()
  @ApiOperation({
    summary: 'Export everything held about oneself',
    description: 'One JSON document. Passwords, keys and secrets are named, never shown.',
  })
  @ApiOkResponse({
    schema: {
      type: 'object',
      required: ['exportedAt', 'user'],
      properties: { exportedAt: { type: 'string', format: 'date-time' } },
      additionalProperties: true,
    },
  })
  export(@Caller() caller: Principal, @Res({ passthrough: true }) reply: FastifyReply): Readable {
    reply.type('application/json').header('content-disposition', 'attachment; filename="export.json"');
    return Readable.from(this.data.export(caller));
  }
}

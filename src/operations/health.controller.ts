import { Controller, Get, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../authorization/access.decorators.js';
import { OneOf } from '../common/dto-fields.js';
import { sends } from '../http/answer-headers.js';
import { Readiness } from './readiness.js';

const SERVICE_UNAVAILABLE = 503;
const RETRY_AFTER_SECONDS = '1';

/** Whether the process lives or serves; nothing about versions or hosts. */
export class HealthDto {
  @OneOf({ description: 'Plain answer for probes.', values: ['ok', 'unavailable'], example: 'ok' })
  status: 'ok' | 'unavailable';
}

@ApiTags('Operations')
@Controller('health')
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  @Get('live')
  @Public()
  @ApiOperation({ operationId: 'readLiveness', summary: 'Whether the process lives' })
  @ApiOkResponse({ type: HealthDto })
  live(): HealthDto {
    return { status: 'ok' };
  }

  @Get('ready')
  @Public()
  @ApiOperation({ operationId: 'readReadiness', summary: 'Whether it serves' })
  @ApiOkResponse({ type: HealthDto })
  @ApiServiceUnavailableResponse({
    type: HealthDto,
    headers: sends('Retry-After'),
    example: { status: 'unavailable' },
  })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthDto> {
    if (await this.readiness.isReady()) {
      return { status: 'ok' };
    }
    reply.code(SERVICE_UNAVAILABLE).header('retry-after', RETRY_AFTER_SECONDS);
    return { status: 'unavailable' };
  }
}

import { Controller, Get, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../authorization/access.decorators.js';
import { ApiDocument } from './api-document.js';

@ApiTags('Operations')
@Controller('docs-json')
export class OpenApiController {
  constructor(private readonly document: ApiDocument) {}

  @Get()
  @Public()
  @ApiOperation({
    operationId: 'readApiDocument',
    summary: 'Read this document',
    description: 'OpenAPI 3.1.',
  })
  @ApiOkResponse({
    schema: {
      type: 'object',
      description: 'An OpenAPI 3.1 document.',
      required: ['openapi', 'info', 'paths'],
      properties: {
        openapi: { type: 'string', description: 'The version of OpenAPI.', example: '3.1.0' },
        info: {
          type: 'object',
          description: 'What the API is.',
          additionalProperties: true,
          example: { title: 'Latchkey', version: '1' },
        },
        paths: {
          type: 'object',
          description: 'The operations by path and method.',
          additionalProperties: true,
          example: {},
        },
      },
      additionalProperties: true,
    },
  })
  async read(@Res({ passthrough: true }) reply: FastifyReply): Promise<Buffer | null> {
    reply.type('application/json');
    return this.document.read();
  }
}

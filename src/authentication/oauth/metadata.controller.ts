import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '../../authorization/access.decorators.js';
import { HttpConfig } from '../../config/http.config.js';
import { ServerMetadataDto } from './dto/server-metadata.dto.js';

@ApiTags('OAuth 2.0')
@Controller('.well-known')
export class MetadataController {
  constructor(private readonly http: HttpConfig) {}

  @Get('oauth-authorization-server')
  @Public()
  @ApiOperation({
    operationId: 'readServerMetadata',
    summary: 'Where the OAuth endpoints are and what they take (RFC 8414)',
  })
  @ApiOkResponse({ type: ServerMetadataDto })
  read(): ServerMetadataDto {
    return ServerMetadataDto.of(this.http.publicUrl);
  }
}

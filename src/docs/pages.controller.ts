import { createReadStream } from 'node:fs';
import { Controller, Get, Header, Param, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { RedirectClients } from '../authentication/redirects/redirect-clients.js';
import { Public } from '../authorization/access.decorators.js';
import { HttpConfig } from '../config/http.config.js';
import { EdgeError } from '../http/edge-error.js';
import { ASSETS } from './assets.js';
import { PAGE_POLICY, pageWith } from './page.js';
import { signInBar } from './sign-in-bar.js';

/** Swagger UI: a page, and the files it consists of. */
@ApiExcludeController()
@Controller('docs')
export class PagesController {
  constructor(
    private readonly clients: RedirectClients,
    private readonly http: HttpConfig,
  ) {}

  @Get()
  @Public()
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Content-Security-Policy', PAGE_POLICY)
  async page(): Promise<string> {
    return pageWith(signInBar(await this.clients.available(), this.http.publicUrl));
  }

  @Get('assets/:file')
  @Public()
  @Header('Cache-Control', 'public, max-age=3600')
  asset(@Param('file') file: string): StreamableFile {
    const asset = ASSETS.get(file);
    if (asset === undefined) {
      throw new EdgeError('not_found', 'request.not_found', 'There is nothing at this path.');
    }
    return new StreamableFile(createReadStream(asset.path), { type: asset.type });
  }
}

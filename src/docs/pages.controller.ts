import { createReadStream } from 'node:fs';
import { Controller, Get, Header, Param, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../authorization/access.decorators.js';
import { EdgeError } from '../http/edge-error.js';
import { ApiDocument } from './api-document.js';
import { ASSETS } from './assets.js';
import { pageOf, PAGE_POLICY } from './page.js';

/** Swagger UI: a page for each API that is served here, and the files they consist of. */
@ApiExcludeController()
@Controller('docs')
export class PagesController {
  constructor(private readonly document: ApiDocument) {}

  @Get()
  @Public()
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Content-Security-Policy', PAGE_POLICY)
  page(): string {
    return this.pageNamed('');
  }

  @Get(':face')
  @Public()
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Content-Security-Policy', PAGE_POLICY)
  pageOfFace(@Param('face') name: string): string {
    return this.pageNamed(name);
  }

  @Get(':face/openapi.json')
  @Public()
  @Header('Content-Type', 'application/json')
  async documentOfFace(@Param('face') name: string): Promise<Buffer> {
    return (await this.document.read(name)) ?? nothingHere();
  }

  @Get('assets/:file')
  @Public()
  @Header('Cache-Control', 'public, max-age=3600')
  asset(@Param('file') file: string): StreamableFile {
    const asset = ASSETS.get(file);
    return asset === undefined
      ? nothingHere()
      : new StreamableFile(createReadStream(asset.path), { type: asset.type });
  }

  private pageNamed(name: string): string {
    const { faces } = this.document;
    const face = faces.find((one) => one.name === name);
    return face === undefined ? nothingHere() : pageOf({ face, faces });
  }
}

function nothingHere(): never {
  throw new EdgeError('not_found', 'request.not_found', 'There is nothing at this path.');
}

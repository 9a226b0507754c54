import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { AuthenticationModule } from '../authentication/authentication.module.js';
import { ApiDocument } from './api-document.js';
import { OpenApiController } from './openapi.controller.js';
import { PagesController } from './pages.controller.js';

/** The API described for programs, and shown to people. */
@Module({
  imports: [AuthenticationModule, DiscoveryModule],
  controllers: [OpenApiController, PagesController],
  providers: [ApiDocument],
})
export class DocsModule {}

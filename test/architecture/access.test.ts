import { Controller, Get, Module } from '@nestjs/common';
import { DiscoveryModule, NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { describe, expect, it } from 'vitest';
import { Public } from '../../src/authorization/access.decorators.js';
import { RouteRules } from '../../src/authorization/route-rules.js';

@Controller('things')
class ForgetfulController {
  @Get('closed')
  @Public()
  decorated(): string {
    return '';
  }

  @Get('forgotten')
  undecorated(): string {
    return '';
  }
}

@Module({ imports: [DiscoveryModule], controllers: [ForgetfulController], providers: [RouteRules] })
class ForgetfulModule {}

describe('a route without an access decorator', () => {
  it('stops the boot and is named', async () => {
    const app = await NestFactory.create(ForgetfulModule, new FastifyAdapter(), {
      logger: false,
      abortOnError: false,
    });
    await expect(app.init()).rejects.toThrow('ForgetfulController.undecorated (forgotten)');
  });
});

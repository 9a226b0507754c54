import { Global, Module } from '@nestjs/common';
import { EventsService } from './events.service.js';

/** Global, because every module of core tells what happened. */
@Global()
@Module({ providers: [EventsService], exports: [EventsService] })
export class EventsModule {}

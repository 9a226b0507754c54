import { type DynamicModule, Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { DataSourceOptions } from 'typeorm';
import { Sql } from './sql.js';
import { UnitOfWork } from './unit-of-work.js';

/** Gives everybody the unit of work and named statements. The connection is opened by the start-up, not here. */
@Global()
@Module({})
export class DatabaseModule {
  static forRoot(options: DataSourceOptions): DynamicModule {
    return {
      module: DatabaseModule,
      imports: [TypeOrmModule.forRoot({ ...options, manualInitialization: true })],
      providers: [UnitOfWork, Sql],
      exports: [UnitOfWork, Sql],
    };
  }
}

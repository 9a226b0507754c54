import { Module, type DynamicModule } from '@nestjs/common';
import { configSections, type Config } from './config.js';

/** Provides each section under its class, everywhere: a service asks for `HttpConfig`, never for the whole. */
@Module({})
export class ConfigModule {
  static forRoot(config: Config): DynamicModule {
    const keys = Object.keys(configSections) as (keyof Config)[]; // `keys` forgets what a literal's keys are.
    const providers = keys.map((key) => ({ provide: configSections[key], useValue: config[key] }));
    return { module: ConfigModule, global: true, providers, exports: providers };
  }
}

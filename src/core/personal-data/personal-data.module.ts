import { Global, Module } from '@nestjs/common';
import { PersonalDataController } from './personal-data.controller.js';
import { PersonalData } from './personal-data.js';

/** Global, because every module of core that holds something about people adds its part. */
@Global()
@Module({ controllers: [PersonalDataController], providers: [PersonalData], exports: [PersonalData] })
export class PersonalDataModule {}

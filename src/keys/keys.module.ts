import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Cursors } from './cursors.js';
import { DataBox } from './data-box.js';
import { KeyRing } from './key-ring.js';
import { KeyedDigest } from './keyed-digest.js';
import { SecretKeys } from './secret-keys.js';

/** The key ring, and what is signed or encrypted with it. */
@Global()
@Module({})
export class KeysModule {
  static forRoot(secretKeys: SecretKeys): DynamicModule {
    return {
      module: KeysModule,
      providers: [{ provide: SecretKeys, useValue: secretKeys }, KeyRing, Cursors, DataBox, KeyedDigest],
      exports: [KeyRing, Cursors, DataBox, KeyedDigest],
    };
  }
}

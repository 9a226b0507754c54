import { Module } from '@nestjs/common';
import { AuthenticationModule } from '../../authentication/authentication.module.js';
import { ApiKeysModule } from '../../core/api-keys/api-keys.module.js';
import { SecretsModule } from '../../core/secrets/secrets.module.js';
import { UsersModule } from '../../core/users/users.module.js';
import { WalletModule } from '../../core/wallet/wallet.module.js';
import type { Dialect } from '../dialect.js';
import { ByteNiteKeysController } from './bytenite-keys.controller.js';
import { ByteNiteSecretsController } from './bytenite-secrets.controller.js';
import { ByteNiteUserController } from './bytenite-user.controller.js';
import { ByteNiteWalletController } from './bytenite-wallet.controller.js';
import { byteNiteMounts } from './bytenite.face.js';

@Module({
  imports: [ApiKeysModule, AuthenticationModule, SecretsModule, UsersModule, WalletModule],
  controllers: [
    ByteNiteUserController,
    ByteNiteKeysController,
    ByteNiteSecretsController,
    ByteNiteWalletController,
  ],
})
class ByteNiteModule {}

/** The authentication and wallet API of ByteNite. */
export const bytenite: Dialect = { module: ByteNiteModule, mounts: byteNiteMounts };

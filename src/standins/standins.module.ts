import { createPublicKey } from 'node:crypto';
import { Module } from '@nestjs/common';
import { AppleConfig } from '../config/apple.config.js';
import { FacebookConfig } from '../config/facebook.config.js';
import { FirebaseConfig } from '../config/firebase.config.js';
import { GoogleConfig } from '../config/google.config.js';
import { HttpConfig } from '../config/http.config.js';
import { standinsUrl } from '../config/standin-variables.js';
import type { StandinProvider } from './awkward-tokens.js';
import { Standins } from './standins.js';
import { StandinsController } from './standins.controller.js';

/** The stand-ins served by the process that uses them. */
@Module({
  controllers: [StandinsController],
  providers: [
    {
      provide: Standins,
      inject: [HttpConfig, GoogleConfig, AppleConfig, FacebookConfig, FirebaseConfig],
      useFactory: standinsOf,
    },
  ],
})
export class StandinsModule {}

/** The stand-ins of the service itself; each knows the client that the settings have, if they point there. */
function standinsOf(
  { publicUrl }: HttpConfig,
  google: GoogleConfig,
  apple: AppleConfig,
  facebook: FacebookConfig,
  firebase: FirebaseConfig,
): Standins {
  const base = standinsUrl(publicUrl);
  const redirectUris = (provider: StandinProvider) => [`${publicUrl}/v1/sessions/${provider}/callback`];
  const { clientSecret } = google;
  const { teamId, keyId, privateKey } = apple;
  const { appId, appSecret } = facebook;
  return new Standins(base, {
    google:
      google.issuer !== `${base}/google` || clientSecret === null
        ? []
        : google.clientIds.map((id) => ({ id, secret: clientSecret, redirectUris: redirectUris('google') })),
    apple:
      apple.issuer !== `${base}/apple` || teamId === null || keyId === null || privateKey === null
        ? []
        : apple.clientIds.map((id) => ({
            id,
            teamId,
            keyId,
            publicKey: createPublicKey(privateKey),
            redirectUris: redirectUris('apple'),
          })),
    facebook:
      facebook.issuer !== `${base}/facebook` || appId === null || appSecret === null
        ? []
        : [{ id: appId, secret: appSecret, redirectUris: redirectUris('facebook') }],
    firebase: firebase.issuerBase === `${base}/firebase` ? firebase.projectIds : [],
  });
}

import { Injectable } from '@nestjs/common';
import { OAuthClientsService, type OAuthClientView } from '../../core/applications/oauth-clients.service.js';
import { InvalidClientError } from './oauth.errors.js';
import type { PresentedClient } from './presented-client.js';

/** Believes a client what it says of itself, or does not. */
@Injectable()
export class ClientProof {
  constructor(private readonly clients: OAuthClientsService) {}

  /** @throws InvalidClientError when it is not known here, or its secret is wrong or missing */
  async prove({ id, secret }: PresentedClient): Promise<OAuthClientView> {
    const client = secret === null ? null : await this.clients.prove(id, secret);
    if (client === null) {
      throw new InvalidClientError();
    }
    return client;
  }
}

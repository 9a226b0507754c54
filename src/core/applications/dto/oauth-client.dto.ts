import { Id, Instant, NestedList, Text, TextList } from '../../../common/dto-fields.js';
import { PageDto, type Page } from '../../../common/paging.js';
import {
  CLIENT_GRANT_TYPES,
  type ClientGrantType,
  type OAuthClientView,
  type ShownOAuthClient,
} from '../oauth-clients.service.js';

const ClientName = () => Text({ description: 'What it is for.', example: 'Back office', max: 128 });
const GrantTypes = () =>
  TextList({
    description: 'What it may ask for at the token endpoint.',
    example: ['client_credentials'],
    min: 1,
    max: CLIENT_GRANT_TYPES.length,
    pattern: /^(client_credentials|password|refresh_token)$/,
    message: `each is one of ${CLIENT_GRANT_TYPES.join(', ')}`,
  });

/** A new OAuth client. */
export class CreateOAuthClientDto {
  @ClientName()
  name: string;

  @GrantTypes()
  grantTypes: ClientGrantType[];
}

/** An OAuth client of an application. */
export class OAuthClientDto {
  @Id({ description: '`client_id` at the token endpoint.', example: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a7c' })
  clientId: string;

  @ClientName()
  name: string;

  @GrantTypes()
  grantTypes: ClientGrantType[];

  @Instant({ description: 'When it was created.' })
  createdAt: string;

  static of(client: OAuthClientView): OAuthClientDto {
    return {
      clientId: client.id,
      name: client.name,
      grantTypes: client.grantTypes,
      createdAt: client.createdAt.toISOString(),
    };
  }
}

/** An OAuth client that was just made, with its secret. */
export class OAuthClientShownDto extends OAuthClientDto {
  @Text({ description: '`client_secret` at the token endpoint; shown only here.', example: 'lkc_…', max: 64 })
  clientSecret: string;

  static shown({ client, secret }: ShownOAuthClient): OAuthClientShownDto {
    return { ...OAuthClientDto.of(client), clientSecret: secret };
  }
}

/** One page of OAuth clients. */
export class OAuthClientPageDto extends PageDto {
  @NestedList(() => OAuthClientDto, { description: 'The clients of this page, newest first.' })
  data: OAuthClientDto[];

  static of(page: Page<OAuthClientView>): OAuthClientPageDto {
    return { ...page, data: page.data.map((client) => OAuthClientDto.of(client)) };
  }
}

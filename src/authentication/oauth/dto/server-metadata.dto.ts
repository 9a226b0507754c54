import { TextList, WebUrl } from '../../../common/dto-fields.js';
import { GRANT_TYPES } from './token-request.dto.js';

const CLIENT_METHODS = ['none', 'client_secret_basic', 'client_secret_post'];

/** Where the endpoints are and what they take (RFC 8414 2). */
export class ServerMetadataDto {
  @WebUrl({ description: 'Issuer of access tokens.', example: 'https://accounts.example.com' })
  issuer: string;

  @WebUrl({ description: 'Token endpoint.', example: 'https://accounts.example.com/oauth/token' })
  token_endpoint: string;

  @WebUrl({ description: 'Revocation endpoint.', example: 'https://accounts.example.com/oauth/revoke' })
  revocation_endpoint: string;

  @WebUrl({
    description: 'Introspection endpoint.',
    example: 'https://accounts.example.com/oauth/introspect',
  })
  introspection_endpoint: string;

  @WebUrl({ description: 'Public keys.', example: 'https://accounts.example.com/.well-known/jwks.json' })
  jwks_uri: string;

  @WebUrl({ description: 'Documentation.', example: 'https://accounts.example.com/docs' })
  service_documentation: string;

  @TextList({ description: 'Empty: there is no authorization endpoint.', example: [], max: 10 })
  response_types_supported: string[];

  @TextList({ description: 'Grants of the token endpoint.', example: [...GRANT_TYPES], max: 10 })
  grant_types_supported: string[];

  @TextList({ description: 'How clients prove themselves.', example: CLIENT_METHODS, max: 10 })
  token_endpoint_auth_methods_supported: string[];

  @TextList({ description: 'How clients prove themselves.', example: CLIENT_METHODS, max: 10 })
  revocation_endpoint_auth_methods_supported: string[];

  @TextList({ description: 'An access token.', example: ['Bearer'], max: 10 })
  introspection_endpoint_auth_methods_supported: string[];

  /** @param publicUrl where clients reach this server */
  static of(publicUrl: string): ServerMetadataDto {
    return {
      issuer: publicUrl,
      token_endpoint: `${publicUrl}/oauth/token`,
      revocation_endpoint: `${publicUrl}/oauth/revoke`,
      introspection_endpoint: `${publicUrl}/oauth/introspect`,
      jwks_uri: `${publicUrl}/.well-known/jwks.json`,
      service_documentation: `${publicUrl}/docs`,
      response_types_supported: [],
      grant_types_supported: [...GRANT_TYPES],
      token_endpoint_auth_methods_supported: CLIENT_METHODS,
      revocation_endpoint_auth_methods_supported: CLIENT_METHODS,
      introspection_endpoint_auth_methods_supported: ['Bearer'],
    };
  }
}

import { OAuthRequestError, ParameterMissingError } from './oauth.errors.js';

/** The parameters of a request to an OAuth endpoint, as they came: RFC 6749 3.2 has unknown ones ignored. */
export type OAuthRequest = Readonly<Record<string, unknown>>;

/**
 * RFC 6749 3.1: a parameter without a value is treated as if it were left out.
 * @throws OAuthRequestError
 */
export function parameter(request: OAuthRequest, name: string): string | undefined {
  const value = request[name];
  if (value === undefined || value === null || value === '') {
    return undefined;
  }
  if (typeof value !== 'string') {
    throw new OAuthRequestError('invalid_request', `The parameter ${name} is not a text.`);
  }
  return value;
}

/** @throws OAuthRequestError, ParameterMissingError */
export function needed(request: OAuthRequest, name: string): string {
  const value = parameter(request, name);
  if (value === undefined) {
    throw new ParameterMissingError(name);
  }
  return value;
}

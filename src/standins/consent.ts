import {
  AuthorizationCodes,
  type AuthorizationRequest,
  type Grant,
  readAuthorizationRequest,
  RedirectedRefusal,
} from './authorization.js';
import type { StandinProvider } from './awkward-tokens.js';
import { readChoice } from './chosen-person.js';
import { consentPage, formPostPage, refusalPage } from './consent.page.js';
import {
  redirect,
  StandinRefusal,
  type StandinAnswer,
  type StandinRequest,
  type StandinRoutes,
  withParameters,
} from './exchange.js';

interface ConsentOptions {
  base: string;
  provider: StandinProvider;
  /** Of the authorize page, from the base on. */
  path: string;
  clients: () => readonly { id: string; redirectUris: readonly string[] }[];
  codes: AuthorizationCodes;
  /** @throws RedirectedRefusal for what this provider wants besides */
  check?: (request: AuthorizationRequest) => void;
  /** What is sent along with the code. */
  extra?: (grant: Grant) => Record<string, string>;
}

const NOBODY = 'nobody';
/** Fields of the page that are no parameters of the request. */
const CHOICE_FIELDS = ['person', 'firstName', 'lastName', 'email', 'emailVerified', 'awkward'];

/** The authorize page of a provider: it asks who to be, and sends that person back with a code. */
export function consentRoutes(options: ConsentOptions): StandinRoutes {
  const { base, provider, path, clients, codes, check, extra } = options;

  const send = (
    { redirectUri, responseMode }: Pick<AuthorizationRequest, 'redirectUri' | 'responseMode'>,
    parameters: Record<string, string | undefined>,
  ): StandinAnswer =>
    responseMode === 'form_post'
      ? formPostPage(base, provider, redirectUri, parameters)
      : redirect(withParameters(redirectUri, parameters));

  const read = (parameters: Readonly<Record<string, string>>): AuthorizationRequest => {
    const request = readAuthorizationRequest(clients(), parameters);
    check?.(request);
    return request;
  };

  const answer = (act: () => StandinAnswer): StandinAnswer => {
    try {
      return act();
    } catch (error) {
      if (error instanceof RedirectedRefusal) {
        const { error: code, description, request } = error;
        return send(request, { error: code, error_description: description, state: request.state });
      }
      if (error instanceof StandinRefusal) {
        return refusalPage(base, error.error, error.description);
      }
      throw error;
    }
  };

  const ask = ({ query }: StandinRequest): StandinAnswer =>
    answer(() => {
      read(query);
      return consentPage(base, provider, path, query);
    });

  const decide = ({ form }: StandinRequest): StandinAnswer =>
    answer(() => {
      const parameters = Object.fromEntries(
        Object.entries(form).filter(([name]) => !CHOICE_FIELDS.includes(name)),
      );
      const request = read(parameters);
      if (form.person === NOBODY) {
        throw new RedirectedRefusal('access_denied', 'The person did not want to.', request);
      }
      const { clientId, redirectUri, scopes, nonce, codeChallenge, state } = request;
      const grant = { clientId, redirectUri, scopes, nonce, codeChallenge, ...readChoice(form) };
      return send(request, { code: codes.issue(grant), state, ...extra?.(grant) });
    });

  return { [`GET ${path}`]: ask, [`POST ${path}`]: decide };
}

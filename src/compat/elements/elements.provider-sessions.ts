import { Injectable } from '@nestjs/common';
import { decodeJwt } from 'jose';
import type { ProviderSignedIn } from '../../authentication/provider-sign-in.service.js';
import { ProviderSessionsService } from '../../authentication/provider-sessions.service.js';
import type { ExternalProfile, ProviderProof } from '../../authentication/providers/external-profile.js';
import { FacebookTokens } from '../../authentication/providers/facebook-tokens.js';
import { ProviderOffError, TokenMalformedError } from '../../authentication/providers/provider.errors.js';
import { SignInProviders } from '../../authentication/providers/sign-in-providers.js';
import { ApiKeyRefusedError } from '../../authorization/authorization.errors.js';
import { isAdministrative, type Principal } from '../../authorization/principal.js';
import { usernameKey } from '../../common/normal-form.js';
import { ApplicationProviders } from '../../core/applications/application-providers.service.js';
import type { ProviderName } from '../../core/applications/provider-settings.js';
import type { UserInput } from '../../core/users/user-input.js';
import type { ElementsFacebookSessionDto } from './dto/session.dto.js';
import { ElementsApplications } from './elements.applications.js';
import { ElementsConfigurationNotFoundError, ElementsTokenError } from './elements.errors.js';
import { ElementsIds } from './elements.ids.js';
import { anonymousEmail, generatedName } from './elements.names.js';
import { ElementsSessions, type Opened } from './elements.sessions.js';

interface Proven {
  provider: ProviderName;
  proof: ProviderProof;
  /** Our own id, or a name; undefined for none. */
  application: string | undefined;
  hasProfile: boolean;
}

/** Signs in by providers, or links them to whoever has a session. */
@Injectable()
export class ElementsProviderSessions {
  constructor(
    private readonly ids: ElementsIds,
    private readonly applications: ElementsApplications,
    private readonly sessions: ElementsSessions,
    private readonly signIns: ProviderSessionsService,
    private readonly providers: SignInProviders,
    private readonly settings: ApplicationProviders,
    private readonly facebookTokens: FacebookTokens,
  ) {}

  /** @throws ApplicationNotFoundError, and what `ProviderSessionsService.signIn` throws */
  async byIdentityToken(
    caller: Principal | undefined,
    provider: 'google' | 'apple',
    applicationNameOrId: string,
    identityToken: string,
  ): Promise<Opened> {
    const { id } = await this.applications.get(applicationNameOrId);
    return this.signIn(caller, { provider, proof: { identityToken }, application: id, hasProfile: true });
  }

  /**
   * The application is the one that is configured for the project that the token is for.
   * @throws ElementsTokenError, and what `ProviderSessionsService.signIn` throws
   */
  async byFirebase(caller: Principal | undefined, identityToken: string): Promise<Opened> {
    const projectId = projectOf(identityToken);
    const application = projectId === null ? null : await this.settings.findApplicationOfProject(projectId);
    try {
      return await this.signIn(caller, {
        provider: 'firebase',
        proof: { identityToken },
        application: application ?? undefined,
        hasProfile: false,
      });
    } catch (error) {
      const isNobodys = error instanceof TokenMalformedError || error instanceof ProviderOffError;
      throw isNobodys ? new ElementsTokenError() : error;
    }
  }

  /**
   * @returns with it a token of Facebook's that is good for longer
   * @throws ApplicationNotFoundError, ElementsConfigurationNotFoundError, and what `ProviderSessionsService.signIn` throws
   */
  async byFacebook(
    caller: Principal | undefined,
    body: ElementsFacebookSessionDto,
  ): Promise<Opened & { userAccessToken: string }> {
    const { id } = await this.applications.get(body.applicationNameOrId);
    await this.assertFacebookConfiguration(id, body.applicationConfigurationNameOrId);
    const accessToken = body.facebookOAuthAccessToken;
    const opened = await this.signIn(caller, {
      provider: 'facebook',
      proof: { accessToken },
      application: id,
      hasProfile: true,
    });
    return { ...opened, userAccessToken: await this.facebookTokens.extend(accessToken, id) };
  }

  private async signIn(caller: Principal | undefined, proven: Proven): Promise<Opened<ProviderSignedIn>> {
    // Whoever has a session links; what an API key has is none.
    if (caller !== undefined && caller.apiKeyId !== null) {
      throw new ApiKeyRefusedError();
    }
    return this.sessions.open((terms) =>
      this.signIns.signIn({
        ...proven,
        linkTo: caller?.userId ?? null,
        showsReason: caller !== undefined && isAdministrative(caller),
        terms,
        completeAccount,
      }),
    );
  }

  /** A configuration is the application's own, or that of the process, by its app id. */
  private async assertFacebookConfiguration(applicationId: string, nameOrId: string): Promise<void> {
    const known = await this.providers.settingsOf('facebook', applicationId);
    const isNamed = known.some(({ appId }) => appId === nameOrId);
    if (!isNamed && (await this.ids.find('configuration.facebook', nameOrId)) !== applicationId) {
      throw new ElementsConfigurationNotFoundError();
    }
  }
}

/** Whom a token says it is for; that is believed once the token is verified for it. */
function projectOf(token: string): string | null {
  try {
    const { aud } = decodeJwt(token);
    return typeof aud === 'string' ? aud : null;
  } catch {
    return null;
  }
}

/** A new user is called what they are called at the provider: their address at Google, which is no user name. */
function completeAccount(profile: ExternalProfile, input: UserInput): UserInput {
  if (profile.provider === 'google' && input.email != null) {
    return input;
  }
  const wanted = nameAt(profile);
  const username = usernameKey(wanted) === null ? generatedName() : wanted;
  return { ...input, username, email: input.email ?? anonymousEmail(username) };
}

function nameAt({ provider, subject, givenName, familyName }: ExternalProfile): string {
  const parts = provider === 'facebook' ? [givenName, familyName, subject] : [subject];
  const name = parts.filter(Boolean).join('.');
  return provider === 'facebook' ? name.toLowerCase().replace(/\s/g, '') : name;
}

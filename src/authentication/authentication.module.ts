import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { PermissionsGuard } from '../authorization/permissions.guard.js';
import { AccountsModule } from '../core/accounts/accounts.module.js';
import { ApiKeysModule } from '../core/api-keys/api-keys.module.js';
import { ApplicationsModule } from '../core/applications/applications.module.js';
import { IdentitiesModule } from '../core/identities/identities.module.js';
import { LinksModule } from '../core/links/links.module.js';
import { OpaqueTokensModule } from '../core/opaque-tokens/opaque-tokens.module.js';
import { ProfilesModule } from '../core/profiles/profiles.module.js';
import { RedirectsModule } from '../core/redirects/redirects.module.js';
import { RolesModule } from '../core/roles/roles.module.js';
import { SessionsModule } from '../core/sessions/sessions.module.js';
import { UsersModule } from '../core/users/users.module.js';
import { AccessTokens } from './access-tokens.js';
import { AccountEditing } from './account-editing.service.js';
import { ApiKeyPrincipals } from './api-key-principals.js';
import { AuthenticationGuard } from './authentication.guard.js';
import { JwksController } from './jwks.controller.js';
import { ClientProof } from './oauth/client-proof.js';
import { IntrospectionService } from './oauth/introspection.service.js';
import { MetadataController } from './oauth/metadata.controller.js';
import { RevocationService } from './oauth/revocation.service.js';
import { TokenStateController } from './oauth/token-state.controller.js';
import { DeniedAccessAudit } from './denied-access.audit.js';
import { EmailVerificationController } from './mail-flows/email-verification.controller.js';
import { EmailVerificationService } from './mail-flows/email-verification.service.js';
import { PasswordResetController } from './mail-flows/password-reset.controller.js';
import { PasswordResetService } from './mail-flows/password-reset.service.js';
import { ApiKeyGrant } from './oauth/api-key-grant.js';
import { TokenController } from './oauth/token.controller.js';
import { TokenService } from './oauth/token.service.js';
import { LockOutAudit } from './lock-out.audit.js';
import { OpaqueGrants } from './opaque-grants.service.js';
import { OpaqueTokenPrincipals } from './opaque-token-principals.js';
import { OperatorReset } from './operator-reset.service.js';
import { PasswordAccounts } from './password-accounts.js';
import { PasswordChangeService } from './password-change.service.js';
import { PasswordPrincipals } from './password-principals.js';
import { PasswordController } from './password.controller.js';
import { LinkingState } from './linking-state.js';
import { ProviderSessionsController } from './provider-sessions.controller.js';
import { ProviderSessionsService } from './provider-sessions.service.js';
import { ProviderSignInService } from './provider-sign-in.service.js';
import { CodeExchange } from './providers/code-exchange.js';
import { FacebookTokens } from './providers/facebook-tokens.js';
import { KeySets } from './providers/key-sets.js';
import { ProviderHttp } from './providers/provider-http.js';
import { ProviderProofs } from './providers/provider-proofs.js';
import { ReturnUrls } from './providers/return-urls.js';
import { SignInProviders } from './providers/sign-in-providers.js';
import { FlowCookies } from './redirects/flow-cookies.js';
import { RedirectClients } from './redirects/redirect-clients.js';
import { RedirectSignIn } from './redirects/redirect-sign-in.service.js';
import { RedirectsController } from './redirects/redirects.controller.js';
import { ReturnTargets } from './redirects/return-target.js';
import { RegistrationService } from './registration.service.js';
import { RequestLimitGuard } from './request-limit.guard.js';
import { ResetThrottle } from './reset.throttle.js';
import { SessionPrincipals } from './session-principals.js';
import { SessionRenewal } from './session-renewal.js';
import { SessionTokens } from './session-tokens.js';
import { SignInAccounts } from './sign-in-accounts.js';
import { SignInController } from './sign-in.controller.js';
import { SignInService } from './sign-in.service.js';
import { SignOutService } from './sign-out.service.js';
import { SignInThrottle } from './sign-in.throttle.js';
import { SignUpService } from './sign-up.service.js';
import { ApiKeyStrategy } from './strategies/api-key.strategy.js';
import { IdTokenVerifier } from './strategies/id-token.verifier.js';
import { PROVIDER_STRATEGIES } from './strategies/index.js';
import { BasicStrategy } from './strategies/basic.strategy.js';
import { EncodedApiKeyStrategy } from './strategies/encoded-api-key.strategy.js';
import { JwtBearerStrategy } from './strategies/jwt-bearer.strategy.js';
import { OpaqueTokenStrategy } from './strategies/opaque-token.strategy.js';
import { SessionSecretStrategy } from './strategies/session-secret.strategy.js';

/** Who is it? Guards, sign-in, tokens. The order of the guards matters: who, whether too often, then whether they may. */
@Module({
  imports: [
    AccountsModule,
    ApiKeysModule,
    ApplicationsModule,
    IdentitiesModule,
    LinksModule,
    OpaqueTokensModule,
    ProfilesModule,
    RedirectsModule,
    RolesModule,
    SessionsModule,
    UsersModule,
  ],
  controllers: [
    SignInController,
    ProviderSessionsController,
    RedirectsController,
    PasswordController,
    PasswordResetController,
    EmailVerificationController,
    TokenController,
    TokenStateController,
    MetadataController,
    JwksController,
  ],
  providers: [
    { provide: APP_GUARD, useClass: AuthenticationGuard },
    { provide: APP_GUARD, useClass: RequestLimitGuard },
    { provide: APP_GUARD, useClass: PermissionsGuard },
    AccessTokens,
    AccountEditing,
    ClientProof,
    IntrospectionService,
    ApiKeyGrant,
    ApiKeyPrincipals,
    ApiKeyStrategy,
    BasicStrategy,
    EncodedApiKeyStrategy,
    JwtBearerStrategy,
    OpaqueTokenStrategy,
    OpaqueTokenPrincipals,
    SessionSecretStrategy,
    OpaqueGrants,
    RegistrationService,
    SignOutService,
    DeniedAccessAudit,
    EmailVerificationService,
    LockOutAudit,
    PasswordResetService,
    OperatorReset,
    PasswordAccounts,
    PasswordChangeService,
    PasswordPrincipals,
    RevocationService,
    ResetThrottle,
    SessionPrincipals,
    SessionRenewal,
    SessionTokens,
    SignInAccounts,
    SignInService,
    SignInThrottle,
    SignUpService,
    TokenService,
    ...Object.values(PROVIDER_STRATEGIES),
    CodeExchange,
    FacebookTokens,
    IdTokenVerifier,
    KeySets,
    LinkingState,
    ProviderHttp,
    ProviderProofs,
    ProviderSessionsService,
    ProviderSignInService,
    FlowCookies,
    RedirectClients,
    RedirectSignIn,
    ReturnTargets,
    ReturnUrls,
    SignInProviders,
  ],
  exports: [
    AccountEditing,
    ClientProof,
    CodeExchange,
    FacebookTokens,
    IdTokenVerifier,
    OpaqueGrants,
    PasswordChangeService,
    ProviderHttp,
    ProviderProofs,
    ProviderSessionsService,
    RedirectClients,
    RegistrationService,
    ReturnUrls,
    SessionTokens,
    SignInProviders,
    SignInService,
    SignInThrottle,
    SignOutService,
    SignUpService,
  ],
})
export class AuthenticationModule {}

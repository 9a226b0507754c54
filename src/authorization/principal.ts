import type { Account } from './account.js';
import { SELF_PERMISSIONS } from './permissions.js';

/** What some roles are together. Shared by requests, so nobody may change it. */
export interface RoleSet {
  /** By name. */
  readonly roles: readonly { id: string; name: string }[];
  /** What the roles give, each with the first role by name that gives it. */
  readonly givers: ReadonlyMap<string, { id: string; name: string }>;
  /** What the roles give and what every signed-in person has. */
  readonly permissions: ReadonlySet<string>;
}

/** Who is calling, in one shape whatever the credential. Nothing downstream reads a header. */
export interface Principal {
  readonly userId: string;
  /** The caller's account as read by the statement that authenticated this request. */
  readonly account: Account;
  readonly credential: 'access-token' | 'opaque-token' | 'api-key' | 'session-secret' | 'basic';
  /** The session the credential belongs to; null for API keys and Basic. */
  readonly sessionId: string | null;
  /** The API key that was presented, or that the access token was made with; null for everything else. */
  readonly apiKeyId: string | null;
  /** The opaque token that was presented, and what it was given for (RFC 6749 4); for nothing else. */
  readonly opaqueToken?: { readonly id: string; readonly grant: string };
  /** Who they are at providers, where that was read with the credential: for session secrets, whose API shows it. */
  readonly identities?: readonly { readonly provider: string; readonly subject: string }[];
  readonly applicationId: string | null;
  readonly profileId: string | null;
  /** When the person last proved who they are, and how (RFC 8176). */
  readonly authenticatedAt: Date;
  readonly amr: readonly string[];
  /** How the session was opened, `password` or the name of a provider; undefined without one. */
  readonly provider?: string;
  /** Effective permission strings: built-in ones and the operator's own. For a key: its own within its owner's. */
  readonly permissions: ReadonlySet<string>;
  /** What a key may do on single resources, as far as its owner may; null and undefined: whatever the owner may do. */
  readonly grantsWithin?: readonly { type: string; resourceType: string; resource: string }[] | null;
  /** What the permissions came from, and which version of the account's grants was read with them; API keys have only a part. */
  readonly source?: { readonly roleSet: RoleSet; readonly grantsVersion: string | null };
}

/** Whether the caller may do anything beyond their own account; their sessions are shorter. */
export function isAdministrative(principal: Principal): boolean {
  return [...principal.permissions].some(
    (permission) => !(SELF_PERMISSIONS as readonly string[]).includes(permission),
  );
}

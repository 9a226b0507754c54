/** An account that is concerned, as far as the decision looks at it. */
export interface ConcernedAccount {
  userId: string;
  isActive: boolean;
  /** Whether somebody else at the same provider and issuer opens it already. */
  hasOtherIdentity: boolean;
}

/** The account that has the e-mail address of the identity. */
export interface EmailHolder extends ConcernedAccount {
  isEmailVerified: boolean;
  /** Whether it holds any role beyond `user`, so that it never changes hands. */
  hasRoles: boolean;
}

/** What is known when an identity has been proven. */
export interface LinkingFacts {
  /** The account that the identity opens already. */
  owner: Pick<ConcernedAccount, 'userId' | 'isActive'> | null;
  /** The signed-in caller who asks for the identity to be linked; null for a sign-in. */
  linker: ConcernedAccount | null;
  /** The account with the address that the provider told; null too when it told none. */
  holder: EmailHolder | null;
  /** Whether the provider has verified the address. */
  isEmailVerified: boolean;
  /** Whether the operator lets verified addresses of this provider find accounts. */
  linksByEmail: boolean;
  isSignUpOpen: boolean;
}

/** Why an identity opens nothing. */
export type LinkingRefusal =
  'account_refused' | 'identity_taken' | 'second_identity' | 'email_in_use' | 'sign_up_closed';

/** What is done with a proven identity. */
export type LinkingDecision =
  /** It opens this account already. */
  | { kind: 'sign-in'; userId: string }
  /** It opens this account from now on. */
  | { kind: 'link'; userId: string; by: 'caller' | 'email' }
  /** The account was opened with the address by somebody who never proved it: it changes hands. */
  | { kind: 'take-over'; userId: string }
  /** A new account. */
  | { kind: 'create' }
  | { kind: 'refuse'; reason: LinkingRefusal };

/** Decides what a proven identity opens; pure, and the only place where that is decided. See docs/decisions/0012. */
export function decideLinking(facts: LinkingFacts): LinkingDecision {
  const { owner, linker, holder } = facts;
  if (linker !== null) {
    return linkToCaller(linker, owner);
  }
  if (owner !== null) {
    return owner.isActive ? { kind: 'sign-in', userId: owner.userId } : refuse('account_refused');
  }
  if (holder !== null) {
    return claimByEmail(holder, facts);
  }
  return facts.isSignUpOpen ? { kind: 'create' } : refuse('sign_up_closed');
}

function linkToCaller(linker: ConcernedAccount, owner: LinkingFacts['owner']): LinkingDecision {
  if (!linker.isActive) {
    return refuse('account_refused');
  }
  if (owner !== null) {
    return owner.userId === linker.userId
      ? { kind: 'sign-in', userId: owner.userId }
      : refuse('identity_taken');
  }
  return linker.hasOtherIdentity
    ? refuse('second_identity')
    : { kind: 'link', userId: linker.userId, by: 'caller' };
}

/** An address that the provider has not verified finds nobody, and cannot be had twice. */
function claimByEmail(holder: EmailHolder, { isEmailVerified, linksByEmail }: LinkingFacts): LinkingDecision {
  if (!isEmailVerified || !linksByEmail) {
    return refuse('email_in_use');
  }
  if (!holder.isActive) {
    return refuse('account_refused');
  }
  if (!holder.isEmailVerified) {
    return holder.hasRoles ? refuse('email_in_use') : { kind: 'take-over', userId: holder.userId };
  }
  return holder.hasOtherIdentity
    ? refuse('second_identity')
    : { kind: 'link', userId: holder.userId, by: 'email' };
}

function refuse(reason: LinkingRefusal): LinkingDecision {
  return { kind: 'refuse', reason };
}

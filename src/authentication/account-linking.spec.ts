import { describe, expect, it } from 'vitest';
import { decideLinking, type LinkingDecision, type LinkingFacts } from './account-linking.js';

const NOTHING: LinkingFacts = {
  owner: null,
  linker: null,
  holder: null,
  isEmailVerified: true,
  linksByEmail: true,
  isSignUpOpen: true,
};
const caller = { userId: 'caller', isActive: true, hasOtherIdentity: false };
const owner = { userId: 'owner', isActive: true };
const holder = {
  userId: 'holder',
  isActive: true,
  hasOtherIdentity: false,
  isEmailVerified: true,
  hasRoles: false,
};
const squatted = { ...holder, isEmailVerified: false };

const refused = (reason: string) => ({ kind: 'refuse', reason }) as LinkingDecision;
const opens = (userId: string): LinkingDecision => ({ kind: 'sign-in', userId });

describe('an identity that is proven', () => {
  it.each<[string, Partial<LinkingFacts>, LinkingDecision]>([
    ['opens the account it is linked to', { owner }, opens('owner')],
    ['opens it whoever has its address', { owner, holder }, opens('owner')],
    ['opens it when sign-up is closed', { owner, isSignUpOpen: false }, opens('owner')],
    ['opens no suspended account', { owner: { ...owner, isActive: false } }, refused('account_refused')],

    ['is linked to the caller', { linker: caller }, { kind: 'link', userId: 'caller', by: 'caller' }],
    [
      'is linked to the caller whoever has its address',
      { linker: caller, holder, isEmailVerified: false, linksByEmail: false, isSignUpOpen: false },
      { kind: 'link', userId: 'caller', by: 'caller' },
    ],
    ['is the caller’s already', { linker: caller, owner: { ...owner, userId: 'caller' } }, opens('caller')],
    ['is somebody else’s', { linker: caller, owner }, refused('identity_taken')],
    [
      'is a second one of the caller',
      { linker: { ...caller, hasOtherIdentity: true } },
      refused('second_identity'),
    ],
    [
      'is of a caller who was suspended meanwhile',
      { linker: { ...caller, isActive: false } },
      refused('account_refused'),
    ],

    ['finds the account of its address', { holder }, { kind: 'link', userId: 'holder', by: 'email' }],
    [
      'finds it when sign-up is closed',
      { holder, isSignUpOpen: false },
      { kind: 'link', userId: 'holder', by: 'email' },
    ],
    ['finds nobody by an unverified address', { holder, isEmailVerified: false }, refused('email_in_use')],
    [
      'finds nobody by an address that two did not verify',
      { holder: squatted, isEmailVerified: false },
      refused('email_in_use'),
    ],
    [
      'finds nobody when its provider is not listed',
      { holder, linksByEmail: false },
      refused('email_in_use'),
    ],
    [
      'takes nothing over when its provider is not listed',
      { holder: squatted, linksByEmail: false },
      refused('email_in_use'),
    ],
    ['finds no suspended account', { holder: { ...holder, isActive: false } }, refused('account_refused')],
    [
      'does not take over a suspended account',
      { holder: { ...squatted, isActive: false } },
      refused('account_refused'),
    ],
    [
      'is a second one of the account of its address',
      { holder: { ...holder, hasOtherIdentity: true } },
      refused('second_identity'),
    ],
    ['takes over what a squatter opened', { holder: squatted }, { kind: 'take-over', userId: 'holder' }],
    [
      'takes it over with the identity that the squatter linked',
      { holder: { ...squatted, hasOtherIdentity: true } },
      { kind: 'take-over', userId: 'holder' },
    ],
    [
      'never takes over an account with roles',
      { holder: { ...squatted, hasRoles: true } },
      refused('email_in_use'),
    ],

    ['opens a new account', {}, { kind: 'create' }],
    ['opens one without a verified address', { isEmailVerified: false }, { kind: 'create' }],
    ['opens none when sign-up is closed', { isSignUpOpen: false }, refused('sign_up_closed')],
  ])('%s', (_case, facts, decision) => {
    expect(decideLinking({ ...NOTHING, ...facts })).toEqual(decision);
  });
});

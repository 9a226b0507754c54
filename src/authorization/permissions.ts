/** Every permission the product checks, with what it allows. Role `admin` holds all of them. */
export const PERMISSIONS = {
  'read:users': 'See every account, its roles, grants and effective permissions.',
  'create:users': 'Create accounts.',
  'update:users': 'Change, suspend and reinstate accounts, set their roles, grants and passwords.',
  'delete:users': 'Delete accounts.',
  'read:profiles': 'See the profiles of every account.',
  'update:profiles': 'Create, change and delete the profiles of every account.',
  'read:roles': 'See roles, their holders, and the list of permissions.',
  'update:roles': 'Create, change and delete roles and operator-defined permissions.',
  'read:applications': 'See applications and their provider settings.',
  'update:applications': 'Create, change and delete applications, provider settings and OAuth clients.',
  'read:wallets': 'See the wallets and transactions of every account and verify the ledger.',
  'update:wallets': 'Credit, debit, hold and reverse on every wallet.',
  'read:coupons': 'See coupons.',
  'update:coupons': 'Create, change and delete coupons.',
  'update:currencies': 'Create and change currencies and set exchange rates.',
  'read:sessions': 'See the sessions of every account.',
  'delete:sessions': 'End the sessions of every account.',
  'read:organization': 'See the roles of the organization.',
  'read:audit': 'Read the audit trail.',
  'read:self': "See one's own account. Every person who signed in has it; an API key only when given.",
  'update:self': "Change one's own account. Every person who signed in has it; an API key only when given.",
} as const satisfies Record<string, string>;

export type Permission = keyof typeof PERMISSIONS;

/** What every signed-in person has without any role. */
export const SELF_PERMISSIONS = ['read:self', 'update:self'] as const satisfies readonly Permission[];

/** What role `admin` holds: every built-in permission that a role can give. */
export const ROLE_PERMISSIONS = (Object.keys(PERMISSIONS) as Permission[]).filter(
  (permission) => !(SELF_PERMISSIONS as readonly string[]).includes(permission),
);

/** The form of every permission, built in or the operator's own: `verb:resource`. */
export const PERMISSION_PATTERN = /^[a-z][a-z0-9_-]{0,31}:[a-z][a-z0-9_.-]{0,63}$/;

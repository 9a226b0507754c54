/** The chapters of the document in their order, each with what it is about; any others follow by name. */
export const TAGS: Readonly<Record<string, string>> = {
  'Sign-in': 'Sign up, sign in, and stay signed in.',
  Sessions: 'Open sign-ins: see them and end them.',
  Users: 'Accounts: the persons and machines that sign in.',
  Identities: 'Ways to sign in by a provider.',
  Roles: 'Named sets of permissions, and who holds them.',
  Permissions: 'What there is to be allowed, and who is allowed what.',
  Profiles: 'How a user appears within one application.',
  Applications: 'The clients accounts are used from, with their provider settings.',
  Wallet: 'Balances, movements and holds over double entries.',
  Coupons: 'Codes that are worth something, and campaigns with a budget.',
  Currencies: 'What money is counted in, and what it is exchanged for.',
  'API keys': 'Long-lived credentials for programs.',
  Secrets: 'Values kept encrypted for their owner.',
  Audit: 'Who did what, when and from where.',
  'OAuth 2.0': 'Tokens for standard clients, and the keys to verify them with.',
  Operations: 'For the people and programs that keep the service running.',
};

/** The tags that are in use, in order. */
export function orderedTags(
  used: ReadonlySet<string>,
  tags: Readonly<Record<string, string>> = TAGS,
): { name: string; description?: string }[] {
  const others = [...used].filter((name) => !(name in tags)).sort();
  return [
    ...Object.entries(tags)
      .filter(([name]) => used.has(name))
      .map(([name, description]) => ({ name, description })),
    ...others.map((name) => ({ name })),
  ];
}

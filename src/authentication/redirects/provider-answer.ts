import { hasBadCharacter } from '../../http/strict-text.js';

const MAX_LENGTH = 4_096;
const MAX_NAME_LENGTH = 100;
const NAMES = ['state', 'code', 'error', 'user'] as const;

/** What a provider sends back, as far as it is looked at; RFC 6749 4.1.2 has everything else ignored. */
export type ProviderAnswer = Readonly<Partial<Record<(typeof NAMES)[number], string>>>;

/** Reads the parameters of a callback, of the query or of a form; what is too long for any provider is left out. */
export function readProviderAnswer(parameters: unknown): ProviderAnswer {
  const given = (parameters ?? {}) as Record<string, unknown>;
  const members = NAMES.map((name) => [name, given[name]] as const);
  return Object.fromEntries(
    members.filter(([, value]) => typeof value === 'string' && value !== '' && value.length <= MAX_LENGTH),
  );
}

/** The name that Apple's form has in `user`, at the first sign-in only. It came through the browser, so it proves nothing. */
export function readAppleName(user: string | undefined): { givenName?: string; familyName?: string } {
  if (user === undefined) {
    return {};
  }
  try {
    const { name } = JSON.parse(user) as { name?: { firstName?: unknown; lastName?: unknown } };
    return { givenName: plainName(name?.firstName), familyName: plainName(name?.lastName) };
  } catch {
    return {};
  }
}

function plainName(value: unknown): string | undefined {
  const text = typeof value === 'string' ? value.trim() : '';
  return text === '' || text.length > MAX_NAME_LENGTH || hasBadCharacter(text) ? undefined : text;
}

import type { StandinProvider } from './awkward-tokens.js';

/** The providers as people know them. */
export const PROVIDER_NAMES: Readonly<Record<StandinProvider, string>> = {
  google: 'Google',
  apple: 'Apple',
  facebook: 'Facebook',
  firebase: 'Firebase',
};

export const PROVIDERS = Object.keys(PROVIDER_NAMES) as readonly StandinProvider[];

import type { RedirectProvider } from '../authentication/redirects/redirect-flow.js';

const NAMES: Readonly<Record<RedirectProvider, string>> = {
  google: 'Google',
  apple: 'Apple',
  facebook: 'Facebook',
};

/**
 * Links that sign the page in by a provider; `latchkey.js` takes the code that they come back with.
 * @param publicUrl where the flow ends too, since cookies belong to a host
 * @returns nothing when nobody can be sent anywhere
 */
export function signInBar(providers: readonly RedirectProvider[], publicUrl: string): string {
  if (providers.length === 0) {
    return '';
  }
  const returnTo = encodeURIComponent(new URL('/docs', publicUrl).href);
  const links = providers.map(
    (provider) =>
      `<a class="sign-in-${provider}" href="${publicUrl}/v1/sessions/${provider}/redirect?returnTo=${returnTo}">${NAMES[provider]}</a>`,
  );
  return `<div class="sign-in-bar">
      <output id="sign-in-outcome"></output>
      <span>Sign in with</span>
      ${links.join('\n      ')}
    </div>`;
}

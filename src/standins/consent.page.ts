import { type AwkwardToken, awkwardInRedirects, type StandinProvider } from './awkward-tokens.js';
import type { StandinAnswer } from './exchange.js';
import { html, type Html, page } from './html.js';
import { PEOPLE, type StandinPerson } from './people.js';
import { PROVIDER_NAMES } from './provider-names.js';

/** The fields that say who somebody new is. */
export function somebodyNewFields(): Html {
  return html`<div class="fields">
    <label>First name <input name="firstName" value="Noor" maxlength="100" /></label>
    <label>Last name <input name="lastName" value="New" maxlength="100" /></label>
    <label class="wide">E-mail <input name="email" value="noor@example.com" maxlength="254" /></label>
    <label class="check"
      ><input type="checkbox" name="emailVerified" checked /> the provider verified it</label
    >
  </div>`;
}

/** What is known of a person, in a line. */
export function describePerson({ email, emailVerified }: StandinPerson): string {
  return email === null ? 'no e-mail address' : emailVerified ? email : `${email}, not verified`;
}

/** A choice of what is awkward, nothing to begin with. */
export function awkwardSelect(tokens: readonly AwkwardToken[]): Html {
  const options = tokens.map(
    ({ name, sentence }) => html`<option value="${name}">${name}: ${sentence}</option>`,
  );
  return html`<label class="wide"
    >Something awkward about the answer
    <select name="awkward">
      <option value="">nothing, as it should be</option>
      ${options}
    </select></label
  >`;
}

/**
 * Asks who to be.
 * @param parameters of the authorization request, sent along with the choice
 */
export function consentPage(
  base: string,
  provider: StandinProvider,
  action: string,
  parameters: Readonly<Record<string, string>>,
): StandinAnswer {
  const name = PROVIDER_NAMES[provider];
  const hidden = Object.entries(parameters).map(
    ([field, value]) => html`<input type="hidden" name="${field}" value="${value}" />`,
  );
  const people = PEOPLE.map(
    (person) =>
      html`<button class="person" name="person" value="${person.key}">
        <img src="${base}/picture?of=${person.key}" alt="" width="40" height="40" />
        <span><b>${person.firstName} ${person.lastName}</b><small>${describePerson(person)}</small></span>
      </button>`,
  );
  const body = html`<header><span class="badge">Stand-in</span> Sign in with ${name}</header>
    <main class="narrow">
      <h1>Who do you want to be?</h1>
      <p>
        <b>${parameters.client_id ?? ''}</b> wants to know who you are. This is not ${name}: it is a part of
        Latchkey for trying things out.
      </p>
      <form method="post" action="${base}${action}">
        ${hidden} ${people}
        <details>
          <summary>Somebody new</summary>
          ${somebodyNewFields()}
          <button class="main" name="person" value="new">Continue as somebody new</button>
        </details>
        <details>
          <summary>Awkward answers</summary>
          ${awkwardSelect(awkwardInRedirects(provider))}
        </details>
        <button class="plain" name="person" value="nobody">Cancel</button>
      </form>
    </main>`;
  return page(base, `${name} stand-in`, provider, body);
}

/** OAuth 2.0 Form Post Response Mode 2: sends the fields by a form that a script submits, or the person without one. */
export function formPostPage(
  base: string,
  provider: StandinProvider,
  action: string,
  fields: Readonly<Record<string, string | undefined>>,
): StandinAnswer {
  const inputs = Object.entries(fields).map(([name, value]) =>
    value === undefined ? html`` : html`<input type="hidden" name="${name}" value="${value}" />`,
  );
  const body = html`<main class="narrow">
    <form method="post" action="${action}" data-submit="at once">
      ${inputs}
      <button class="main">Continue</button>
    </form>
  </main>`;
  return page(base, `${PROVIDER_NAMES[provider]} stand-in`, provider, body);
}

/** Tells the person what is wrong with a request that cannot be answered at its redirect URI. */
export function refusalPage(base: string, error: string, description: string): StandinAnswer {
  const body = html`<header><span class="badge">Stand-in</span> This does not work</header>
    <main class="narrow">
      <h1>${error}</h1>
      <p>${description}</p>
    </main>`;
  return page(base, error, 'standins', body, 400);
}

import { awkwardTokensOf, type CredentialKind, CREDENTIALS, type StandinProvider } from './awkward-tokens.js';
import { describePerson, somebodyNewFields } from './consent.page.js';
import type { StandinAnswer } from './exchange.js';
import { html, type Html, page } from './html.js';
import { PEOPLE } from './people.js';
import { PROVIDER_NAMES, PROVIDERS } from './provider-names.js';

/** What was handed out: the request that it is for. */
export interface HandedOut {
  provider: StandinProvider;
  /** The body of `POST /v1/sessions/{provider}`. */
  body: Readonly<Record<string, string>>;
  /** What is awkward about it. */
  sentence?: string;
  isAccepted: boolean;
}

const CREDENTIAL_NAMES: Readonly<Record<CredentialKind, string>> = {
  identityToken: 'ID token',
  accessToken: 'access token',
  code: 'authorization code',
};
const WITH_REDIRECT: readonly StandinProvider[] = ['google', 'apple', 'facebook'];

/**
 * The page of the stand-ins: the redirect flows, and tokens to paste.
 * @param origin of the service
 * @param isOn whether a provider is pointed at its stand-in
 */
export function standinsPage(
  base: string,
  origin: string,
  isOn: (provider: StandinProvider) => boolean,
  handedOut: HandedOut | null,
): StandinAnswer {
  const on = PROVIDERS.filter(isOn);
  const real = PROVIDERS.filter((provider) => !isOn(provider)).map((provider) => PROVIDER_NAMES[provider]);
  const body = html`<header><span class="badge">Stand-ins</span> Latchkey</header>
    <main>
      <h1>Sign in with nobody's credentials</h1>
      <p>
        Small copies of four identity providers, for trying sign-in out and for tests. Whoever reaches this
        page can be anybody; it is never there in production.
      </p>
      ${handedOut === null ? null : resultSection(origin, handedOut)}
      <section>
        <h2>Sign in by redirect</h2>
        <p>In a browser: choose who to be, and come back to Swagger UI signed in.</p>
        <div class="flows">
          ${on.filter((provider) => WITH_REDIRECT.includes(provider)).map((provider) => flowLink(origin, provider))}
        </div>
      </section>
      <section>
        <h2>Tokens to paste</h2>
        <p>
          For <code>POST /v1/sessions/{provider}</code> in <a href="${origin}/docs#/Sign-in">Swagger UI</a> or
          on the command line.
        </p>
        <form method="post" action="${base}/tokens">${tokenForm(on)}</form>
      </section>
      <section>
        <h2>The awkward ones</h2>
        <p>What may be wrong with a token, and what Latchkey makes of it.</p>
        ${awkwardTable(on)}
      </section>
      ${real.length === 0 ? null : html`<p>Set up for the real provider, so no stand-in: ${real.join(', ')}.</p>`}
    </main>`;
  return page(base, 'Provider stand-ins', 'standins', body);
}

function flowLink(origin: string, provider: StandinProvider): Html {
  const url = `${origin}/v1/sessions/${provider}/redirect?returnTo=%2Fdocs`;
  return html`<a class="button ${provider}" href="${url}">Sign in with ${PROVIDER_NAMES[provider]}</a>`;
}

function tokenForm(on: readonly StandinProvider[]): Html {
  const credentials = on.flatMap((provider) =>
    CREDENTIALS[provider].map(
      (kind) =>
        html`<option value="${provider} ${kind}">
          ${PROVIDER_NAMES[provider]}: ${CREDENTIAL_NAMES[kind]}
        </option>`,
    ),
  );
  const people = PEOPLE.map(
    (person) =>
      html`<option value="${person.key}">
        ${person.firstName} ${person.lastName} (${describePerson(person)})
      </option>`,
  );
  const groups = on.flatMap((provider) =>
    CREDENTIALS[provider].map((kind) => {
      const options = awkwardTokensOf(provider, kind).map(
        ({ name, sentence }) => html`<option value="${name}">${name}: ${sentence}</option>`,
      );
      return html`<optgroup label="${PROVIDER_NAMES[provider]}: ${CREDENTIAL_NAMES[kind]}">
        ${options}
      </optgroup>`;
    }),
  );
  return html`<div class="columns">
      <label
        >What
        <select name="credential">
          ${credentials}
        </select></label
      >
      <label
        >Whose
        <select name="person">
          ${people}
          <option value="new">Somebody new (below)</option>
        </select></label
      >
      <label
        >Awkward
        <select name="awkward">
          <option value="">no, as it should be</option>
          ${groups}
        </select></label
      >
      <label class="wide"
        >Nonce, for flows that are bound to one <input name="nonce" maxlength="255"
      /></label>
    </div>
    <details>
      <summary>Somebody new</summary>
      ${somebodyNewFields()}
    </details>
    <p></p>
    <button class="main">Hand it out</button>`;
}

function awkwardTable(on: readonly StandinProvider[]): Html {
  const names = new Map<string, { sentence: string; isAccepted: boolean; providers: Set<string> }>();
  for (const provider of on) {
    for (const { name, sentence, isAccepted } of CREDENTIALS[provider].flatMap((kind) =>
      awkwardTokensOf(provider, kind),
    )) {
      const known = names.get(name) ?? { sentence, isAccepted, providers: new Set<string>() };
      known.providers.add(PROVIDER_NAMES[provider]);
      names.set(name, known);
    }
  }
  const rows = [...names].map(
    ([name, { sentence, isAccepted, providers }]) =>
      html`<tr>
        <td><code>${name}</code></td>
        <td>${sentence}</td>
        <td>${[...providers].join(', ')}</td>
        <td class="state ${isAccepted ? 'accepted' : 'refused'}">${isAccepted ? 'accepted' : 'refused'}</td>
      </tr>`,
  );
  return html`<table>
    <thead>
      <tr>
        <th>name</th>
        <th>what it is</th>
        <th>of</th>
        <th>Latchkey</th>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
}

function resultSection(origin: string, { provider, body, sentence, isAccepted }: HandedOut): Html {
  const text = JSON.stringify(body, null, 2);
  const curl = `curl -X POST '${origin}/v1/sessions/${provider}' \\
  -H 'Content-Type: application/json' \\
  -d '${JSON.stringify(body)}'`;
  const expectation = isAccepted ? 'Latchkey takes it.' : 'Latchkey refuses it.';
  return html`<section class="result">
    <h2>${PROVIDER_NAMES[provider]}, handed out</h2>
    <p>${sentence ?? 'As it should be.'} ${expectation}</p>
    <h3>Body of POST /v1/sessions/${provider} <button type="button" data-copy="body" hidden>Copy</button></h3>
    <pre id="body">${text}</pre>
    <h3>On the command line <button type="button" data-copy="curl" hidden>Copy</button></h3>
    <pre id="curl">${curl}</pre>
  </section>`;
}

import type { ProviderName } from '../../src/core/applications/provider-settings.js';
import { createTestApp, type TestApp } from './create-test-app.js';
import type { Answer, HttpClient } from './http-client.js';
import { startStandins, type TestStandins, type Wish } from './standins.js';

/** A server whose providers are stand-ins, and the calls that sign in there. */
export interface ProviderWorld {
  standins: TestStandins;
  api: TestApp;
  /** Sends what is proof of somebody. */
  signIn: (provider: ProviderName, body: object, http?: HttpClient) => Promise<Answer>;
  /** The same with a new ID token. */
  signInAs: (provider: ProviderName, wish: Wish, http?: HttpClient) => Promise<Answer>;
  close: () => Promise<void>;
}

export async function startProviderWorld(): Promise<ProviderWorld> {
  const standins = await startStandins();
  const api = await createTestApp({ environment: { ...standins.environment } });
  const signIn: ProviderWorld['signIn'] = (provider, body, http = api.http) =>
    http.post(`/v1/sessions/${provider}`, body);
  return {
    standins,
    api,
    signIn,
    signInAs: async (provider, wish, http) =>
      signIn(provider, { identityToken: await standins[provider](wish) }, http),
    close: async () => {
      await api.close();
      await standins.close();
    },
  };
}

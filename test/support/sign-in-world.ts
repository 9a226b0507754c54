import pg from 'pg';
import { createTestApp, type TestApp } from './create-test-app.js';
import { startStandins, type TestStandins } from './standins.js';

/** A server whose providers are stand-ins, and a connection beside it that can hold locks while people sign in. */
export interface SignInWorld {
  standins: TestStandins;
  api: TestApp;
  operator: pg.Client;
  close(): Promise<void>;
}

export async function startSignInWorld(): Promise<SignInWorld> {
  const standins = await startStandins();
  const api = await createTestApp({ environment: standins.environment });
  const operator = new pg.Client(api.database);
  await operator.connect();
  return {
    standins,
    api,
    operator,
    close: async () => {
      await operator.end();
      await api.close();
      await standins.close();
    },
  };
}

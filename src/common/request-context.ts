import { ScopedStorage } from './scoped-storage.js';

/** Where a call comes from; audit rows and log lines name it. */
export interface RequestContext {
  readonly requestId: string;
  /** The client's address, behind trusted proxies the one they vouch for. */
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  /** The application that the caller's credential belongs to. */
  readonly applicationId: string | null;
}

const storage = new ScopedStorage<RequestContext>();

const NO_REQUEST: RequestContext = {
  requestId: 'none',
  ipAddress: null,
  userAgent: null,
  applicationId: null,
};

/** Runs `work` so that `currentRequest()` answers with `context` inside it. */
export function runInRequest<T>(context: RequestContext, work: () => Promise<T>): Promise<T> {
  return storage.run(context, work);
}

/** The same for what nobody asked for over HTTP: the start, housekeeping, an operator's command. */
export function runWithoutRequest<T>(work: () => Promise<T>): Promise<T> {
  return storage.run(NO_REQUEST, work);
}

/** Where the running code is called from. Not to know is a bug: whatever asks writes down who did something. */
export function currentRequest(): RequestContext {
  const context = storage.get();
  if (context === undefined) {
    throw new Error('Nobody said where this call comes from; see runInRequest and @WithoutRequestContext().');
  }
  return context;
}

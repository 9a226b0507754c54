import { AsyncLocalStorage } from 'node:async_hooks';

/** Where a call comes from; audit rows and log lines name it. */
export interface RequestContext {
  readonly requestId: string;
  /** The client's address, behind trusted proxies the one they vouch for. */
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  /** The application that the caller's credential belongs to. */
  readonly applicationId: string | null;
}

const storage = new AsyncLocalStorage<RequestContext>();

const outsideOfRequests: RequestContext = {
  requestId: 'none',
  ipAddress: null,
  userAgent: null,
  applicationId: null,
};

/** Runs `work` so that `currentRequest()` answers with `context` inside it. */
export function runInRequest<T>(context: RequestContext, work: () => T): T {
  return storage.run(context, work);
}

/** The request being served; outside of one a context without address. */
export function currentRequest(): RequestContext {
  return storage.getStore() ?? outsideOfRequests;
}

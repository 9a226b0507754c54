import type { FastifyRequest } from 'fastify';
import type { RequestContext } from '../common/request-context.js';

const MAX_USER_AGENT_LENGTH = 512;

/** The context of a request; what few callers ask for is made when they do. */
export class ClientContext implements RequestContext {
  constructor(
    private readonly request: Pick<FastifyRequest, 'id' | 'clientAddress' | 'headers' | 'principal'>,
  ) {}

  get requestId(): string {
    return this.request.id;
  }

  get ipAddress(): string {
    return this.request.clientAddress;
  }

  get applicationId(): string | null {
    return this.request.principal?.applicationId ?? null;
  }

  get userAgent(): string | null {
    const text = this.request.headers['user-agent'];
    return text === undefined ? null : text.replace(/\p{Cc}/gu, '').slice(0, MAX_USER_AGENT_LENGTH);
  }
}

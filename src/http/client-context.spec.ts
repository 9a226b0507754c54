import { describe, expect, it } from 'vitest';
import { ClientContext } from './client-context.js';

const contextOf = (userAgent: string | undefined): ClientContext =>
  new ClientContext({ id: 'r-1', clientAddress: '192.0.2.1', headers: { 'user-agent': userAgent } });

describe('the context of a request', () => {
  it('says which request it is and where it comes from', () => {
    expect(contextOf('curl/8')).toMatchObject({
      requestId: 'r-1',
      ipAddress: '192.0.2.1',
      userAgent: 'curl/8',
    });
    expect(contextOf(undefined).userAgent).toBeNull();
  });

  it('cuts the user agent and takes control characters out', () => {
    expect(contextOf('a\tb\u0085c\u0000').userAgent).toBe('abc');
    expect(contextOf('x'.repeat(600)).userAgent).toHaveLength(512);
  });
});

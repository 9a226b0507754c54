import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { HttpConfig } from '../../config/http.config.js';
import { FLOW_LIFETIME_SECONDS } from '../../core/redirects/redirect-states.service.js';
import { DataBox } from '../../keys/data-box.js';
import { SecretBoxError } from '../../keys/secret-box.js';
import type { RedirectFlow } from './redirect-flow.js';

const NAME_CHARACTERS = 22;
/** Tabs that are at a provider at once; with more, the oldest is forgotten. All of them must fit into one header. */
const MAX_FLOWS = 4;
const MS_PER_SECOND = 1_000;

/**
 * Flows in cookies of their own, so that a second tab does not disturb the first. They are encrypted and authenticated;
 * only the browser that started a flow can end it, which is what keeps others from signing it in (RFC 9700 4.7).
 */
@Injectable()
export class FlowCookies {
  private readonly prefix: string;
  private readonly attributes: string;

  constructor(
    http: HttpConfig,
    private readonly box: DataBox,
  ) {
    const isSecure = http.publicUrl.startsWith('https:');
    // RFC 6265bis 4.1.3.2: with this name no other host and no other path can have set it; it needs `Secure`.
    this.prefix = isSecure ? '__Host-latchkey-flow-' : 'latchkey-flow-';
    this.attributes = `; Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
  }

  /**
   * @param header the `Cookie` header of the request that starts the flow
   * @returns the `Set-Cookie` headers to answer with
   */
  start(flow: RedirectFlow, header: string | undefined): string[] {
    const name = this.nameOf(flow.state);
    const { box, keyId } = this.box.seal(flow, name);
    const value = `${keyId}.${box.toString('base64url')}`;
    // RFC 6265 5.4: browsers send the oldest first.
    const surplus = this.flowsIn(header)
      .slice(0, -(MAX_FLOWS - 1))
      .map(([old]) => this.expired(old));
    return [...surplus, `${name}=${value}; Max-Age=${FLOW_LIFETIME_SECONDS}${this.attributes}`];
  }

  /** The flow of this state, if this browser started it and it is not too old. */
  async find(state: string, header: string | undefined): Promise<RedirectFlow | null> {
    const name = this.nameOf(state);
    const [, value] = this.flowsIn(header).find(([one]) => one === name) ?? [];
    const flow = value === undefined ? null : await this.open(name, value);
    return flow !== null && flow.state === state && flow.expiresAt * MS_PER_SECOND > Date.now() ? flow : null;
  }

  /** The `Set-Cookie` header that ends the flow. */
  end({ state }: RedirectFlow): string {
    return this.expired(this.nameOf(state));
  }

  private async open(name: string, value: string): Promise<RedirectFlow | null> {
    const [keyId = '', text = ''] = value.split('.', 2);
    try {
      return await this.box.open<RedirectFlow>({ box: Buffer.from(text, 'base64url'), keyId }, name);
    } catch (error) {
      if (error instanceof SecretBoxError) {
        return null;
      }
      throw error;
    }
  }

  private flowsIn(header = ''): [name: string, value: string][] {
    return header
      .split(';')
      .map((pair): [string, string] => {
        const [name = '', value = ''] = pair.trim().split('=', 2);
        return [name, value];
      })
      .filter(([name]) => name.startsWith(this.prefix));
  }

  private nameOf(state: string): string {
    const hash = createHash('sha256').update(state).digest('base64url');
    return this.prefix + hash.slice(0, NAME_CHARACTERS);
  }

  private expired(name: string): string {
    return `${name}=; Max-Age=0${this.attributes}`;
  }
}

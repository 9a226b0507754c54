import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InvalidRequestError } from '../common/errors.js';
import { KeyRing, type RingKey } from './key-ring.js';

const MAC_BYTES = 16;

/**
 * Opaque positions in a list. A cursor is signed and bound to its scope (route, principal, filter, sort), so it can be
 * used neither for another list nor by another person.
 */
@Injectable()
export class Cursors {
  constructor(private readonly keys: KeyRing) {}

  /** @param position the sort values of the last row of a page */
  encode(scope: readonly unknown[], position: readonly string[]): string {
    const key = this.keys.active('cursor');
    const body = Buffer.from(JSON.stringify(position));
    return `${key.id}.${Buffer.concat([this.mac(key, scope, body), body]).toString('base64url')}`;
  }

  /** @throws InvalidRequestError when the cursor was not made for this scope */
  async decode(scope: readonly unknown[], cursor: string): Promise<string[]> {
    const [keyId = '', text = ''] = cursor.split('.', 2);
    const key = await this.keys.find('cursor', keyId);
    const bytes = Buffer.from(text, 'base64url');
    const body = bytes.subarray(MAC_BYTES);
    if (
      key === undefined ||
      bytes.length <= MAC_BYTES ||
      !timingSafeEqual(bytes.subarray(0, MAC_BYTES), this.mac(key, scope, body))
    ) {
      throw new InvalidRequestError([
        {
          field: 'cursor',
          code: 'cursor.invalid',
          message: 'Use the nextCursor of the previous page of this very list.',
        },
      ]);
    }
    return JSON.parse(body.toString()) as string[];
  }

  private mac(key: RingKey, scope: readonly unknown[], body: Buffer): Buffer {
    return createHmac('sha256', key.key)
      .update(JSON.stringify(scope))
      .update('\0')
      .update(body)
      .digest()
      .subarray(0, MAC_BYTES);
  }
}

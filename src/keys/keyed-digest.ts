import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { KeyRing } from './key-ring.js';

/** Names things that must be recognised again but not be readable: identifiers of failed sign-ins, counters of attempts. */
@Injectable()
export class KeyedDigest {
  constructor(private readonly keys: KeyRing) {}

  /** @param label what the text is, so that digests of different things never meet */
  of(label: string, text: string): string {
    return createHmac('sha256', this.keys.active('pepper').key)
      .update(`${label}\0${text}`)
      .digest('base64url')
      .slice(0, 22);
  }

  /** A longer one: 48 bytes. */
  bytesOf(label: string, text: string): Buffer {
    return createHmac('sha384', this.keys.active('pepper').key).update(`${label}\0${text}`).digest();
  }
}

import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { parse, stringify } from 'uuid';
import { formatToken, parseToken } from '../../common/tokens.js';
import { KeyRing } from '../../keys/key-ring.js';

const KIND = 'lkr';
const ID_BYTES = 16;
const GENERATION_BYTES = 4;
const MAC_BYTES = 32;
const MAX_GENERATION = 0xffff_ffff;

/** What a refresh token is derived from; the nonce is random and belongs to one session. */
export interface RefreshState {
  sessionId: string;
  nonce: Buffer;
  keyId: string;
  generation: number;
}

/** A refresh token as presented: which session and generation it claims, not yet proven. */
export interface RefreshClaim {
  sessionId: string;
  generation: number;
  mac: Buffer;
}

/**
 * Refresh tokens are derived, not stored: session, generation and an HMAC over them and the session's random nonce. So a
 * copy of the database gives nobody a token, a repeat can be given the very same successor, and a token of any earlier
 * generation is recognised as reused without keeping a row for each.
 */
@Injectable()
export class RefreshTokens {
  constructor(private readonly keys: KeyRing) {}

  /** The id of the key that new sessions derive their tokens with. */
  get activeKeyId(): string {
    return this.keys.active('refresh').id;
  }

  async issue(state: RefreshState): Promise<string> {
    return formatToken(
      KIND,
      Buffer.concat([claimBytes(state.sessionId, state.generation), await this.mac(state)]),
    );
  }

  /** @returns null when the text is no refresh token */
  read(token: string): RefreshClaim | null {
    const bytes = parseToken(KIND, ID_BYTES + GENERATION_BYTES + MAC_BYTES, token);
    return bytes === null
      ? null
      : {
          sessionId: stringify(bytes.subarray(0, ID_BYTES), 0),
          generation: bytes.readUInt32BE(ID_BYTES),
          mac: bytes.subarray(ID_BYTES + GENERATION_BYTES),
        };
  }

  /** Whether the claim was issued by us for this session, in whichever generation. */
  async isGenuine(claim: RefreshClaim, state: Omit<RefreshState, 'generation'>): Promise<boolean> {
    return timingSafeEqual(claim.mac, await this.mac({ ...state, generation: claim.generation }));
  }

  private async mac({ sessionId, nonce, keyId, generation }: RefreshState): Promise<Buffer> {
    const key = await this.keys.find('refresh', keyId);
    if (key === undefined) {
      throw new Error(`The key ring does not have the refresh key ${keyId}.`);
    }
    return createHmac('sha256', key.key).update(nonce).update(claimBytes(sessionId, generation)).digest();
  }
}

function claimBytes(sessionId: string, generation: number): Buffer {
  const bytes = Buffer.alloc(ID_BYTES + GENERATION_BYTES);
  bytes.set(parse(sessionId));
  bytes.writeUInt32BE(generation % (MAX_GENERATION + 1), ID_BYTES);
  return bytes;
}

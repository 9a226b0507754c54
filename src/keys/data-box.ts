import { Injectable } from '@nestjs/common';
import { KeyRing } from './key-ring.js';
import { open, seal, SecretBoxError } from './secret-box.js';

/** Something encrypted, and which key of the ring opens it. */
export interface SealedValue {
  box: Buffer;
  keyId: string;
}

/** Encrypts values that must be readable again, under the key ring's `encryption` keys. */
@Injectable()
export class DataBox {
  constructor(private readonly keys: KeyRing) {}

  /** The id of the key that new values are encrypted with. */
  get activeKeyId(): string {
    return this.keys.active('encryption').id;
  }

  /** @param place where it is stored, as table|row|column; elsewhere it does not open */
  seal(value: unknown, place: string): SealedValue {
    const { id, key } = this.keys.active('encryption');
    return { box: seal(Buffer.from(JSON.stringify(value)), key.export(), place), keyId: id };
  }

  /** @throws SecretBoxError when the key is gone, or the value was changed or moved */
  async open<T>({ box, keyId }: SealedValue, place: string): Promise<T> {
    const key = await this.keys.find('encryption', keyId);
    if (key === undefined) {
      throw new SecretBoxError(`The key ring does not have the encryption key ${keyId}.`);
    }
    return JSON.parse(open(box, [key.key.export()], place).toString()) as T;
  }
}
